// Every secret of the suite, invented and marked as such. Whatever of these stands in models.json is plaintext at rest.

export const SECRETS = {
  exec: "sk-EXAMPLE-from-exec-4f1c8a02d7e94b63",
  env: "sk-EXAMPLE-from-env-b0d35e7719ac4c28",
  file: "sk-EXAMPLE-from-file-93a6e1f24c0b4d57",
  command: "sk-EXAMPLE-from-command-5e2b7d8841fa",
  config: "sk-EXAMPLE-plain-config-7c9e0b1d2f3a",
  profile: "sk-EXAMPLE-plain-profile-1a2b3c4d5e6f",
  header: "EXAMPLE-plain-header-8d7f6e5c4b3a2910",
  access: "EXAMPLE-oauth-access-0f1e2d3c4b5a6978",
  refresh: "EXAMPLE-oauth-refresh-a9b8c7d6e5f40312",
  stale: "sk-EXAMPLE-stale-66d1f0c2b3a4958776",
  staleHeader: "EXAMPLE-stale-header-2468ace013579bdf",
};

/** The names of the secrets that a text holds, in the order of the list. */
export function secretsIn(text) {
  return Object.keys(SECRETS).filter((name) => text.includes(SECRETS[name]));
}
