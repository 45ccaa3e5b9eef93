import { describe, expect, test } from "vitest";
import { modelChoice } from "../../src/domain/model-choice.js";
import type { JsonObject } from "../../src/domain/tree.js";

const choice = (config: JsonObject, rest: { agentModel?: JsonObject | string; file?: JsonObject } = {}) =>
  modelChoice({ config, agentModel: rest.agentModel, file: rest.file ?? {}, release: undefined });

describe("the models of an agent", () => {
  test("the provider is what stands before the first slash, in canonical form", () => {
    const { inUse, models } = choice({ agents: { defaults: { model: " OpenRouter/anthropic/opus " } } });
    expect(inUse).toEqual(["openrouter"]);
    expect(models.get("openrouter")).toBe("openrouter/anthropic/opus");
  });

  test("the agent's own model comes before the defaults, these before what is allowed and declared", () => {
    const config = {
      agents: {
        defaults: { model: { primary: "acme/second", fallbacks: ["acme/third"] }, models: { "acme/fourth": {} } },
      },
      models: { providers: { acme: { models: [{ id: "fifth" }] } } },
    };
    expect(choice(config, { agentModel: "acme/first" }).models.get("acme")).toBe("acme/first");
    expect(choice(config).models.get("acme")).toBe("acme/second");
  });

  test("image and utility models are candidates, and make no provider one in use", () => {
    const { inUse, models } = choice({
      agents: { defaults: { imageModel: { primary: "pixels/a" }, utilityModel: "tools/b" } },
    });
    expect(inUse).toEqual([]);
    expect([...models]).toEqual([
      ["pixels", "pixels/a"],
      ["tools", "tools/b"],
    ]);
  });

  test("a provider that shares its credentials with another shares their models", () => {
    expect(choice({ agents: { defaults: { model: "claude-cli/opus" } } }).models.get("anthropic")).toBe(
      "claude-cli/opus",
    );
  });

  test("rows of models.json are candidates only", () => {
    const { inUse, models } = choice({}, { file: { acme: { models: [{ id: " " }, { id: "m" }] } } });
    expect(inUse).toEqual([]);
    expect(models.get("acme")).toBe("acme/m");
  });

  test.each<[string, JsonObject]>([
    ["no config", {}],
    ["settings of another kind", { agents: { defaults: { model: 7, models: [] } }, models: { providers: [] } }],
    ["a name without a provider", { agents: { defaults: { model: "opus" } } }],
    ["half a name", { agents: { defaults: { model: { primary: "acme/", fallbacks: ["/x", 5] } } } }],
  ])("%s gives none", (_, config) => {
    expect(choice(config)).toEqual({ inUse: [], models: new Map() });
  });

  test("a bare id that two providers declare belongs to none", () => {
    const providers = { a: { models: [{ id: "m" }] }, b: { models: [{ id: "m" }] } };
    const config = { agents: { defaults: { imageModel: "m" } }, models: { providers } };
    expect(choice(config).inUse).toEqual(["a", "b"]);
  });
});
