// A loopback provider that speaks enough of the OpenAI HTTP API for one agent turn, and remembers who knocked with what.
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

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/**
 * Starts the provider on a free port of 127.0.0.1. `seen` fills with the Authorization and X-Api-Key headers of each
 * chat request, in order; everything is let in, so a wrong secret shows as what was sent and not as a failed turn.
 */
export async function startMock() {
  const seen = [];
  const server = createServer((request, response) => {
    const body = [];
    request.on("data", (chunk) => body.push(chunk));
    request.on("end", () => {
      const path = request.url?.split("?")[0] ?? "";
      if (path.endsWith("/chat/completions")) {
        seen.push({ authorization: request.headers.authorization, apiKey: request.headers["x-api-key"] });
        answerChat(response, parsed(Buffer.concat(body).toString("utf8")));
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
