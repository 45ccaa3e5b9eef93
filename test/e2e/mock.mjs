// A loopback provider that speaks enough of the OpenAI HTTP APIs for one agent turn, and remembers who knocked with what.
import { createServer } from "node:http";

const ANSWER = "pong";
const USAGE = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

function chunksOf(model) {
  const frame = (choices, usage) => ({
    id: "c1",
    object: "chat.completion.chunk",
    created: 1,
    model,
    choices,
    ...usage,
  });
  return [
    frame([{ index: 0, delta: { role: "assistant", content: ANSWER }, finish_reason: null }]),
    frame([{ index: 0, delta: {}, finish_reason: "stop" }]),
    frame([], { usage: USAGE }),
  ];
}

function completionOf(model) {
  const choice = { index: 0, message: { role: "assistant", content: ANSWER }, finish_reason: "stop" };
  return { id: "c1", object: "chat.completion", created: 1, model, choices: [choice], usage: USAGE };
}

function answerChat(response, { model = "mock-model", stream = false }) {
  if (!stream) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(completionOf(model)));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const chunk of chunksOf(model)) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  response.end("data: [DONE]\n\n");
}

const RESPONSE_USAGE = {
  input_tokens: 1,
  output_tokens: 1,
  total_tokens: 2,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens_details: { reasoning_tokens: 0 },
};

/** The events of one streamed answer of the Responses API; the last one carries the whole response. */
function eventsOf(model) {
  const part = { type: "output_text", text: ANSWER, annotations: [] };
  const item = { id: "m1", type: "message", role: "assistant", status: "completed", content: [part] };
  const rest = { usage: RESPONSE_USAGE, parallel_tool_calls: true, tool_choice: "auto", tools: [], metadata: {} };
  const response = (status, output) => ({
    id: "r1",
    object: "response",
    created_at: 1,
    status,
    model,
    output,
    ...rest,
  });
  const at = { item_id: "m1", output_index: 0, content_index: 0 };
  return [
    { type: "response.created", response: response("in_progress", []) },
    { type: "response.output_item.added", output_index: 0, item: { ...item, status: "in_progress", content: [] } },
    { type: "response.content_part.added", ...at, part: { ...part, text: "" } },
    { type: "response.output_text.delta", ...at, delta: ANSWER },
    { type: "response.output_text.done", ...at, text: ANSWER },
    { type: "response.content_part.done", ...at, part },
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response: response("completed", [item]) },
  ].map((event, index) => ({ ...event, sequence_number: index }));
}

function answerResponses(response, { model = "mock-model", stream = false }) {
  const events = eventsOf(model);
  if (!stream) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(events.at(-1).response));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of events) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
}

const ANSWERS = new Map([
  ["/v1/chat/completions", answerChat],
  ["/v1/responses", answerResponses],
]);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/**
 * Starts the provider on a free port of 127.0.0.1. `seen` fills with the Authorization and X-Api-Key headers of each
 * model request, in order; everything is let in, so a wrong secret shows as what was sent and not as a failed turn.
 */
export async function startMock() {
  const seen = [];
  const server = createServer((request, response) => {
    const body = [];
    request.on("data", (chunk) => body.push(chunk));
    request.on("end", () => {
      const path = request.url?.split("?")[0] ?? "";
      const answer = ANSWERS.get(path);
      if (answer) {
        seen.push({ authorization: request.headers.authorization, apiKey: request.headers["x-api-key"] });
        answer(response, parsed(Buffer.concat(body).toString("utf8")));
      } else if (path.endsWith("/models")) {
        response.writeHead(200, { "content-type": "application/json" }).end('{"object":"list","data":[]}');
      } else {
        response.writeHead(404, { "content-type": "application/json" }).end('{"error":{"message":"no such path"}}');
      }
    });
  });
  await new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(0, "127.0.0.1", done);
  });
  const close = () =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(done);
    });
  return { url: `http://127.0.0.1:${server.address().port}/v1`, seen, close };
}
