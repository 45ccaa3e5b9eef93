import { expect, test } from "vitest";
import { scanPlist } from "../../src/domain/scan/plist.js";

const SECRET = "hunter2-EXAMPLE";
const KEY = "gsk_EXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1";
const setting = (name: string, value: string): string => `<key>${name}</key><string>${value}</string>`;

test.each<[why: string, text: string, expected: string[]]>([
  ["a known variable", `<dict>\n${setting("OPENAI_API_KEY", SECRET)}`, ["$env.OPENAI_API_KEY 2"]],
  ["a value on the next line", `<key>A</key>\n<string>${KEY}</string>`, ["$env.A 1"]],
  ["a value with quotes of all kinds", setting("HF_TOKEN", `it&apos;s &quot;${SECRET}&quot;`), ["$env.HF_TOKEN 1"]],
  ["an escaped character", setting("HF_TOKEN", `${SECRET}&amp;x`), ["$env.HF_TOKEN 1"]],
  ["an argument", `<array>\n<string>--key</string>\n<string>${KEY}</string></array>`, ["<root> 3"]],
  ["a comment", `<!-- ${KEY} -->`, ["<root> 1"]],
  ["a variable that a ref owns", setting("ACME_KEY", KEY), []],
  ["other settings", setting("Label", "ai.openclaw.gateway"), []],
])("%s", (_why, text, expected) => {
  expect(scanPlist(text, ["ACME_KEY"]).map(({ jsonPath, line }) => `${jsonPath} ${line}`)).toEqual(expected);
});
