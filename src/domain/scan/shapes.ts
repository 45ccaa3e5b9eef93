import { lazy } from "../lazy.js";
import { mayHoldShape } from "./hint.js";
import { randomness } from "./random-text.js";

const AN = "[A-Za-z0-9]";
const HEX = "[0-9a-f]";
const URLSAFE = "[A-Za-z0-9_-]";
const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

// Sources: the vendors' key formats as the public rules of gitleaks (cmd/generate/config/rules) and secretlint
// (packages/@secretlint/secretlint-rule-*) state them, and for model providers their own documentation. Only the prefix and a
// minimum of what follows; not meant to be complete, because fields, names and randomness find the rest. A line has an id, what a
// message calls it, and the expression, two spaces apart; every repetition is bounded, so that no text takes long. Of a private key
// the beginning of the key belongs to it: the line before it alone stands in every program that reads one.
const SHAPES = String.raw`
anthropic-key  an Anthropic key  sk-ant-(?:[a-z]{3,8}\d\d-)?${URLSAFE}{8}
openrouter-key  an OpenRouter key  sk-or-(?:v\d-)?${URLSAFE}{8}
openai-key  an OpenAI key  sk-(?:proj|svcacct|admin|service|None)-${URLSAFE}{8}
sk-key  a key that starts with "sk-"  sk-${URLSAFE}{16}
encoded-key  an encoded key  c2st(?:cHJvai[01]|YW50L|b3It|c3ZjYWNjdC[01])[A-Za-z0-9+/_-]{16}
stripe-key  a Stripe key  (?:sk|rk)_(?:live|test|prod)_${AN}{10}
elevenlabs-key  an ElevenLabs key  sk_${HEX}{32}
webhook-secret  a webhook secret  whsec_[A-Za-z0-9+/]{16}
groq-key  a Groq key  gsk_${AN}{20}
huggingface-token  a Hugging Face token  (?:hf|api_org)_${AN}{20}
google-key  a Google API key  AIza${URLSAFE}{30}
google-oauth  a Google OAuth secret  (?:GOCSPX-${URLSAFE}{20}|ya29\.${URLSAFE}{20}|AQ\.Ab${URLSAFE}{30})
xai-key  an xAI key  xai-${AN}{20}
perplexity-key  a Perplexity key  pplx-${AN}{20}
replicate-token  a Replicate token  r8_${AN}{20}
nvidia-key  an NVIDIA key  nvapi-${URLSAFE}{20}
tavily-key  a Tavily key  tvly-${URLSAFE}{16}
cerebras-key  a Cerebras key  csk-${AN}{20}
fireworks-key  a Fireworks key  fw_${AN}{20}
together-key  a Together key  tgp_v\d_${URLSAFE}{20}
jina-key  a Jina key  jina_${AN}{20}
langsmith-key  a LangSmith key  lsv2_(?:pt|sk)_${HEX}{32}
e2b-key  an E2B key  e2b_${HEX}{40}
aws-key-id  an AWS access key id  (?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}(?![A-Za-z0-9_])
aws-bedrock-key  an Amazon Bedrock key  (?:ABSK[A-Za-z0-9+/]{40}|bedrock-api-key-${AN}{20})
github-token  a GitHub token  (?:gh[opsur]_${AN}{30}|github_pat_[A-Za-z0-9_]{30})
gitlab-token  a GitLab token  (?:gl(?:pat|ptt|rt|cbt|dt|soat|oas|ft|imt|agent|ffct|wt)-${URLSAFE}{16}|GR1348941${URLSAFE}{20})
slack-token  a Slack token  (?:xox[abeoprs](?:\.xox[a-z])?-${URLSAFE}{10}|xapp-\d-${URLSAFE}{10})
slack-webhook  a Slack webhook  hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20}
discord-webhook  a Discord webhook  discord(?:app)?\.com/api/webhooks/\d{10,20}/${URLSAFE}{40}
discord-token  a Discord token  [MNO]${URLSAFE}{23,27}\.${URLSAFE}{6}\.${URLSAFE}{27}
telegram-token  a Telegram token  \d{8,10}:A${URLSAFE}{34}
twilio-key  a Twilio key  SK${HEX}{32}
sendgrid-key  a SendGrid key  SG\.${URLSAFE}{16,24}\.${URLSAFE}{30}
mailgun-key  a Mailgun key  key-${HEX}{32}
brevo-key  a Brevo key  xkeysib-${HEX}{40}
npm-token  an npm token  npm_${AN}{30}
pypi-token  a PyPI token  pypi-${URLSAFE}{40}
registry-token  a package registry token  (?:rubygems_${HEX}{40}|oy2[a-z0-9]{43}|CLOJARS_[a-z0-9]{50})
docker-token  a Docker token  dckr_(?:pat|oat)_${URLSAFE}{20}
databricks-token  a Databricks token  dapi${HEX}{32}
vault-token  a Vault token  hv[brs]\.${URLSAFE}{20}
terraform-token  a Terraform token  ${AN}{14}\.atlasv1\.${URLSAFE}{40}
doppler-token  a Doppler token  dp\.(?:pt|st|sa|ct|scim|audit)\.${AN}{30}
onepassword-token  a 1Password secret  (?:ops_eyJ${URLSAFE}{40}|A3-[A-Z0-9]{6}-[A-Z0-9-]{26})
digitalocean-token  a DigitalOcean token  do[opr]_v1_${HEX}{40}
shopify-token  a Shopify token  shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}
linear-key  a Linear key  lin_(?:api|oauth)_${AN}{30}
notion-token  a Notion token  (?:ntn|secret)_${AN}{40}
figma-token  a Figma token  fig[doru]_${URLSAFE}{30}
grafana-token  a Grafana token  (?:glc_[A-Za-z0-9+/]{32}|glsa_${AN}{32})
newrelic-key  a New Relic key  NR(?:AK|II|JS|AA)-[A-Za-z0-9_-]{16}
postman-key  a Postman key  PMAK-${HEX}{24}
sentry-token  a Sentry token  (?:sntrys_eyJ${URLSAFE}{40}|sntryu_${HEX}{40})
supabase-key  a Supabase key  (?:sbp_${HEX}{40}|sb_secret_${URLSAFE}{20})
planetscale-token  a PlanetScale token  pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32}
prefect-key  a Prefect key  pnu_${AN}{36}
pulumi-token  a Pulumi token  pul-${HEX}{40}
atlassian-token  an Atlassian token  (?:ATATT3|ATCTT3|ATBB)[A-Za-z0-9_=-]{24}
hubspot-token  a HubSpot token  pat-(?:na|eu)\d-${UUID}
airtable-token  an Airtable token  pat${AN}{14}\.${HEX}{40}
contentful-token  a Contentful token  CFPAT-${URLSAFE}{40}
fly-token  a Fly.io token  (?:fo1_${URLSAFE}{40}|fm[12][ar]?_[A-Za-z0-9+/]{60})
heroku-key  a Heroku key  HRKU-${URLSAFE}{30}
dropbox-token  a Dropbox token  sl\.${URLSAFE}{60}
dynatrace-token  a Dynatrace token  dt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}
square-token  a Square token  sq0[a-z]{3}-${URLSAFE}{22}
facebook-token  a Facebook token  EAA[MC]${AN}{90}
easypost-key  an EasyPost key  EZ[AT]K${AN}{54}
shippo-token  a Shippo token  shippo_(?:live|test)_${HEX}{40}
plaid-token  a Plaid token  access-(?:sandbox|development|production)-${UUID}
launchdarkly-key  a LaunchDarkly key  (?:api|sdk|mob)-${UUID}
sonar-token  a Sonar token  sq[apu]_${HEX}{40}
sourcegraph-token  a Sourcegraph token  sgp_(?:(?:${HEX}{16}|local)_)?${HEX}{40}
typeform-token  a Typeform token  tfp_[A-Za-z0-9_.-]{40}
alibaba-key  an Alibaba Cloud key id  LTAI${AN}{16}
tencent-key  a Tencent Cloud key id  AKID${AN}{28}
artifactory-key  an Artifactory key  (?:AKCp${AN}{60}|cmVmdGtu${AN}{50})
cloudflare-key  a Cloudflare origin key  v1\.0-${HEX}{24}-${HEX}{100}
openshift-token  an OpenShift token  sha256~${URLSAFE}{40}
yandex-key  a Yandex key  AQVN${URLSAFE}{35}
infracost-key  an Infracost key  ico-${AN}{32}
azure-secret  an Azure client secret  ${AN}{3}\dQ~[A-Za-z0-9_.~-]{31}
azure-storage-key  an Azure storage key  (?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{32}
age-key  an age identity  AGE-SECRET-KEY-1[A-Z0-9]{40}
json-web-token  a JSON web token  (?<![_-])ey[JK]${URLSAFE}{10,6000}\.${URLSAFE}{10}
private-key  a private key  -----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:\\{1,2}[nr]|\s){1,8}(?!X{4})(?:[A-Za-z0-9+/=]{6}|Proc-Type)|[\s"'+\\nr]{1,16}[A-Za-z0-9+/=]{16})
private-key  a private key  PuTTY-User-Key-File-\d
`;

/** Where a known shape stands in a text; `end` is where its minimum ends. */
export interface FoundShape {
  id: string;
  start: number;
  end: number;
}

type Shape = [id: string, words: string, pattern: string];
const shapes = lazy(() =>
  SHAPES.trim()
    .split("\n")
    .map((line) => line.split("  ") as Shape),
);
const wordsOf = lazy(() => new Map(shapes().map(([id, words]) => [id, words])));
const anyShape = lazy(
  () =>
    new RegExp(
      `(?<![A-Za-z0-9])(?:${shapes()
        .map(([, , pattern]) => pattern)
        .join("|")})`,
      "g",
    ),
);
const eachShape = lazy(() => shapes().map(([id, , pattern]) => ({ id, pattern: new RegExp(pattern, "y") })));
// Shapes whose fixed part is too telling to be an elision or a name.
const ALWAYS = new Set(["private-key", "json-web-token", "slack-webhook", "discord-webhook"]);
const NEXT = /[^A-Za-z0-9_+/=.~-]/;
const LONGEST_BODY = 64;

/** How a message names a shape. */
export function shapeWords(id: string): string | undefined {
  return wordsOf().get(id);
}

/** The first secret of a known shape at or behind `from`; elisions such as `sk-your-key-here` or `AKIAXXXX…` do not count. */
export function findShape(text: string, from = 0): FoundShape | undefined {
  if (!mayHoldShape(text)) return undefined;
  const pattern = anyShape();
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (isMonotonous(match[0])) continue;
    const start = match.index;
    const id = idAt(text, start);
    const end = start + match[0].length;
    if (ALWAYS.has(id) || !isElision(id, bodyAt(text, start, end))) return { id, start, end };
  }
  return undefined;
}

function idAt(text: string, at: number): string {
  for (const { id, pattern } of eachShape()) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return id;
  }
  return "secret";
}

/** The whole key, which can be longer than the minimum that its shape asks for. */
function bodyAt(text: string, start: number, end: number): string {
  const rest = text.slice(end, start + LONGEST_BODY);
  const length = rest.search(NEXT);
  return text.slice(start, end) + (length < 0 ? rest : rest.slice(0, length));
}

/** What a person writes in place of a key: words without a digit, one character again and again, capitals only. */
function isElision(id: string, whole: string): boolean {
  const body = whole.replace(/^(?:sk|rk)-[a-z]{2,7}-|^[A-Za-z0-9]{2,10}[_-]/, "");
  if (isMonotonous(body)) return true;
  if (id === "sk-key") return !isSkBody(body);
  const digits = /\d/.test(body);
  const both = /[a-z]/.test(body) && /[A-Z]/.test(body);
  if (id === "aws-key-id") return /X{6}/.test(whole);
  return (!digits && !both) || isWords(body);
}

function isMonotonous(text: string): boolean {
  return new Set(text.slice(0, LONGEST_BODY)).size < 5;
}

/** `sk-` alone is also how an ordinary word starts: what follows must be one long run or use all kinds of characters. */
function isSkBody(body: string): boolean {
  if (isWords(body)) return false;
  if (/[a-z]/.test(body) && /[A-Z]/.test(body) && /\d/.test(body)) return true;
  return randomness(body) !== null || body.split(/[_-]/).some((part) => part.length >= 16 && /\d/.test(part));
}

function isWords(body: string): boolean {
  return (
    body.length < 40 && /(?:^|[_-])(?:your|my|insert|replace|changeme|placeholder|dummy|redacted)(?:$|[_-])/i.test(body)
  );
}
