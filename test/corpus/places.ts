import type { JsonPath } from "../../src/domain/tree.js";
import { Escaped, escaped, type Pair, Pairs, pairs } from "./json.js";
import type { Random } from "./random.js";
import type { Telling } from "./secrets.js";

/** One way to hide a value in a provider's row: the pairs to add, and where a scanner must say that it is. */
export interface Planting {
  pairs: Pair[];
  path: JsonPath;
  /** The text as it stands in the file, when it is not the plain JSON spelling of the value. */
  needle?: string;
}

export interface Place {
  place: string;
  accepts: readonly Telling[];
  plant(value: string, random: Random): Planting;
}

const ANY: readonly Telling[] = ["shape", "random", "named"];
const ALONE: readonly Telling[] = ["shape", "random"];
const SHAPED: readonly Telling[] = ["shape"];
const MARKER = "secretref-managed";

const one = (key: string, value: Pair["value"]): Pair[] => [{ key, value }];
const url = encodeURIComponent;
const basic = (value: string): string => `Basic ${Buffer.from(`svc-EXAMPLE:${value}`).toString("base64")}`;

function row(extra: Pair[]): Pair[] {
  return one("models", [new Pairs([{ key: "id", value: "row-model" }, { key: "name", value: "Row model" }, ...extra])]);
}

function simple(place: string, accepts: readonly Telling[], key: string, wrap: (value: string) => string): Place {
  return {
    place,
    accepts,
    plant: (value) => ({ pairs: one(key, wrap(value)), path: [key], needle: quoted(wrap(value)) }),
  };
}

function nested(place: string, accepts: readonly Telling[], path: string[], wrap = (value: string) => value): Place {
  return {
    place,
    accepts,
    plant: (value) => {
      const [first = "", ...rest] = path;
      const leaf = rest.reduceRight<Pair["value"]>((node, key) => new Pairs(one(key, node)), wrap(value));
      return { pairs: one(first, leaf), path, needle: quoted(wrap(value)) };
    },
  };
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

export const PLACES: readonly Place[] = [
  simple("apiKey", ANY, "apiKey", (v) => v),
  nested("header-bearer", ANY, ["headers", "Authorization"], (v) => `Bearer ${v}`),
  nested("header-basic", ANY, ["headers", "Authorization"], basic),
  nested("header-key", ANY, ["headers", "X-Api-Key"]),
  nested("header-cookie", ANY, ["headers", "Cookie"], (v) => `theme=dark; session=${v}`),
  nested("header-harmless-name", ALONE, ["headers", "X-Route-Hint"]),
  {
    place: "header-pairs",
    accepts: ANY,
    plant: (v) => ({ pairs: one("headers", [["Authorization", `Bearer ${v}`]]), path: ["headers", 0, 1] }),
  },
  {
    place: "header-objects",
    accepts: ANY,
    plant: (v) => ({
      pairs: one("headers", [pairs({ name: "X-Auth-Token", value: v })]),
      path: ["headers", 0, "value"],
    }),
  },
  nested("request-auth-token", ANY, ["request", "auth", "token"]),
  nested("request-auth-value", ANY, ["request", "auth", "value"]),
  nested("request-header", ANY, ["request", "headers", "Proxy-Authorization"], (v) => `Bearer ${v}`),
  nested("request-tls-passphrase", ANY, ["request", "tls", "passphrase"]),
  nested("request-tls-key", SHAPED, ["request", "tls", "key"]),
  nested("proxy-url", ANY, ["request", "proxy", "url"], (v) => `http://corp:${url(v)}@proxy.example:3128`),
  nested("proxy-tls-passphrase", ANY, ["request", "proxy", "tls", "passphrase"]),
  nested("local-service-env", ANY, ["localService", "env", "UPSTREAM_API_KEY"]),
  {
    place: "local-service-args",
    accepts: ANY,
    plant: (v) => ({
      pairs: one("localService", pairs({ command: "/usr/bin/serve", args: ["--port", "8080", "--api-key", v] })),
      path: ["localService", "args", 3],
    }),
  },
  simple("base-url-userinfo", ANY, "baseUrl", (v) => `https://svc:${url(v)}@llm.example:8443/v1`),
  simple("base-url-user-only", SHAPED, "baseUrl", (v) => `https://${url(v)}@llm.example/v1`),
  simple("base-url-query", ANY, "baseUrl", (v) => `https://llm.example/v1?region=eu&api_key=${url(v)}`),
  simple("base-url-fragment", ANY, "baseUrl", (v) => `https://llm.example/v1#access_token=${url(v)}`),
  simple("base-url-path", SHAPED, "baseUrl", (v) => `https://llm.example/proxy/${url(v)}/v1`),
  simple("command-bearer", ANY, "apiKey", (v) => `!curl -sH 'Authorization: Bearer ${v}' https://vault.example/key`),
  simple("command-option", ANY, "apiKey", (v) => `!vault-cli --password=${v} read llm/key`),
  simple("command-echo", ALONE, "apiKey", (v) => `!printf %s ${v}`),
  {
    place: "model-row-header",
    accepts: ANY,
    plant: (v) => ({
      pairs: row(one("headers", pairs({ "x-api-key": v }))),
      path: ["models", 0, "headers", "x-api-key"],
    }),
  },
  {
    place: "model-row-key",
    accepts: ANY,
    plant: (v) => ({ pairs: row(one("apiKey", v)), path: ["models", 0, "apiKey"] }),
  },
  nested(
    "model-override-header",
    ANY,
    ["modelOverrides", "row-model", "headers", "Authorization"],
    (v) => `Token ${v}`,
  ),
  nested("unknown-name", ANY, ["vendorSettings", "clientSecret"]),
  nested("unknown-name-snake", ANY, ["extra_body", "db_password"]),
  nested("unknown-shape", ALONE, ["vendorSettings", "handle"]),
  {
    place: "unknown-list",
    accepts: ALONE,
    plant: (v) => ({ pairs: one("notes", ["first", v]), path: ["notes", 1] }),
  },
  nested("prose", SHAPED, ["description"], (v) => `Ask the platform team, or use ${v} until Friday.`),
  {
    place: "duplicate-first",
    accepts: ANY,
    plant: (v) => ({ pairs: [...one("apiKey", v), ...one("apiKey", MARKER)], path: ["apiKey"] }),
  },
  {
    place: "duplicate-last",
    accepts: ANY,
    plant: (v) => ({ pairs: [...one("apiKey", MARKER), ...one("apiKey", v)], path: ["apiKey"] }),
  },
  {
    place: "duplicate-object",
    accepts: ANY,
    plant: (v) => ({
      pairs: [...one("headers", pairs({ "X-Api-Key": v })), ...one("headers", pairs({ "X-Title": "demo" }))],
      path: ["headers", "X-Api-Key"],
    }),
  },
  {
    place: "escaped-key",
    accepts: ANY,
    plant: (v) => ({ pairs: [{ key: "apiKey", value: v, escapedKey: true }], path: ["apiKey"] }),
  },
  {
    place: "escaped-value",
    accepts: ANY,
    plant: (v) => ({ pairs: one("apiKey", new Escaped(v)), path: ["apiKey"], needle: escaped(v) }),
  },
  {
    place: "escaped-unknown",
    accepts: ALONE,
    plant: (v) => ({
      pairs: [{ key: "vendorNote", value: new Escaped(v), escapedKey: true }],
      path: ["vendorNote"],
      needle: escaped(v),
    }),
  },
  simple("marker-prefix", SHAPED, "apiKey", (v) => `secretref-managed${v}`),
  simple("oauth-prefix", SHAPED, "apiKey", (v) => `oauth:${v}`),
  nested("header-marker-prefix", ALONE, ["headers", "Authorization"], (v) => `secretref-env:${v}`),
];
