import { describe, expect, it } from "vitest";
import { commandCarriesSecret, isLiteralCredential } from "../../src/domain/scan/literal.js";

describe("a command carries a secret itself", () => {
  it.each([
    "!curl -H 'Authorization: Bearer hunter2-EXAMPLE' https://h",
    '!curl -H "X-Api-Key: hunter2-EXAMPLE" https://h',
    "!curl -u svc:hunter2-EXAMPLE https://h",
    "!curl --user svc:hunter2-EXAMPLE https://h",
    "!curl https://svc:hunter2-EXAMPLE@h/key",
    "!curl 'https://h/key?token=hunter2-EXAMPLE'",
    "!vault login --password=correct-horse-battery",
    "!vault login --password hunter2-EXAMPLE",
    "!VAULT_TOKEN=hunter2-EXAMPLE vault read x",
    "!tool --api-key correct-horse-battery",
    "!echo hunter2-EXAMPLE",
    "!/bin/echo -n 'hunter2-EXAMPLE'",
    "!printf %s sk-proj-EXAMPLE0123456789",
    "!tool q7Lw2Zt9Kp4Xc8Vb3Nm6Hs1Jd5Fg0",
    "!true | echo hunter2-EXAMPLE",
    "!true; printf %s hunter2-EXAMPLE",
    "!true;echo hunter2-EXAMPLE",
    "!sh -c 'echo hunter2-EXAMPLE'",
    `!bash -lc "exec 2>/dev/null && sh -c 'tool --api-key hunter2-EXAMPLE'"`,
    "tool --token=hunter2-EXAMPLE",
  ])("%s", (command) => {
    expect(commandCarriesSecret(command)).toBe(true);
  });
});

describe("a command only names where a secret is kept", () => {
  it.each([
    "!security find-generic-password -s modelseal -w",
    "!security find-generic-password -a $USER -s 'OpenAI API Key' -w",
    "!op read op://vault-prod/openai/credential",
    "!op item get abcdefghij1234567890klmnop --fields credential",
    "!op read 'op://Private/abcdefghij1234567890klmnop/password'",
    "!pass show llm/openai | head -n1",
    "!echo starting 1>&2; cat /run/secrets/key2",
    "!pass show echo llm2",
    "!sh -c 'cat /run/secrets/key2'",
    "!gopass show --password llm/openai",
    "!lpass show --password openai-key",
    "!secret-tool lookup service openai account default",
    "!vault kv get -field=api_key secret/data/llm",
    "!gcloud secrets versions access latest --secret=llm-key",
    "!aws secretsmanager get-secret-value --secret-id prod/llm --query SecretString --output text",
    "!az keyvault secret show --vault-name acme --name llm-key --query value",
    "!kubectl get secret llm -o jsonpath={.data.token}",
    "!bw get password 0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9",
    "!doppler secrets get OPENAI_API_KEY --plain",
    "!cat /run/secrets/openai_api_key",
    "!printenv OPENAI_API_KEY",
    "!echo $OPENAI_API_KEY",
    '!curl -H "Authorization: Bearer $VAULT_TOKEN" https://vault.example/v1/llm',
    '!curl -H "Authorization: Bearer $(cat /run/token)" https://vault.example/v1/llm',
    "!infisical secrets get KEY --token=${INFISICAL_TOKEN}",
    '!sops -d --extract \'["llm"]["key"]\' secrets.yaml',
    "!printf sk-from-command",
    "!",
    "",
  ])("%s", (command) => {
    expect(commandCarriesSecret(command)).toBe(false);
  });
});

describe("the value of a header with a harmless name", () => {
  it.each([
    "Bearer hunter2-EXAMPLE",
    "Basic c3ZjOkVYQU1QTEU=",
    "Token EXAMPLE01",
    "token=gsk_EXAMPLEq7Lw2Zt9Kp4Xc8Vb3Nm6Hs1",
  ])("%s is a credential", (value) => {
    expect(isLiteralCredential(value)).toBe(true);
  });

  it.each([
    "Bearer ${TOKEN}",
    "Bearer $TOKEN",
    "Basic authentication",
    "Token bucket",
    "Bearer <token>",
    "Bearer secretref-managed",
    "basic",
    "OpenClaw",
  ])("%s is none", (value) => {
    expect(isLiteralCredential(value)).toBe(false);
  });
});
