import { gatewayCommand, inImage, namedStateDir, sealedImage } from "./docker.js";
import { containerList, shellWords } from "./quote.js";
import { comment, heading, type Recipe, type RecipeInput, releaseFlags } from "./recipe.js";

/**
 * The init container is the gate that `kubectl get pods` shows; a container that only restarts does not pass it again, so
 * the gateway's own command seals as well. With fsGroup the root of a volume can be written by its group, which modelseal
 * refuses for a state directory: that lies one level below, with mode 0700.
 */
export const kubernetes: Recipe = {
  summary: "a Deployment whose init container seals before the gateway",
  file: "openclaw.yaml",
  text(input) {
    const { mount, stateDir } = places(input);
    const lines = [
      ...heading(input, "Seals models.json in an init container, and again whenever the gateway's container restarts."),
      "",
      `The image is that of \`modelseal recipe docker\`, in your registry. The claim openclaw-state holds ${mount};`,
      `openclaw.json belongs into ${stateDir}, a directory of mode 0700 below the root of the volume.`,
      "The Secret openclaw-secrets holds the variables that the config names: both containers need them.",
      "If sealing fails, the pod stays in Init:Error, and the reason stands in",
      "  kubectl logs deploy/openclaw --container modelseal",
    ];
    const volume = `          env:
            - name: OPENCLAW_STATE_DIR
              value: ${JSON.stringify(stateDir.replaceAll("$(", "$$$$("))}
          envFrom:
            - secretRef:
                name: openclaw-secrets
                optional: true
          volumeMounts:
            - name: state
              mountPath: ${JSON.stringify(mount)}
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: ["ALL"]
`;
    return `${comment(lines)}apiVersion: apps/v1
kind: Deployment
metadata:
  name: openclaw
spec:
  replicas: 1
  strategy:
    type: Recreate
  selector:
    matchLabels:
      app: openclaw
  template:
    metadata:
      labels:
        app: openclaw
    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        runAsGroup: 1000
        fsGroup: 1000
        # Always, the default, would open every file of the volume to the group again at each start.
        fsGroupChangePolicy: OnRootMismatch
        seccompProfile:
          type: RuntimeDefault
      initContainers:
        - name: modelseal
          image: ${JSON.stringify(sealedImage(input))}
          command: ${containerList(["sh", "-c", seal(input)])}
${volume}            readOnlyRootFilesystem: true
      containers:
        - name: gateway
          image: ${JSON.stringify(sealedImage(input))}
          command: ${containerList(inImage(input))}
          args: ${containerList(gatewayCommand(input))}
${volume}      volumes:
        - name: state
          persistentVolumeClaim:
            claimName: openclaw-state
`;
  },
};

/** Makes the private directory on the first start; on later ones it only has to be private still. */
function seal(input: RecipeInput): string {
  const dir = '"$OPENCLAW_STATE_DIR"';
  const generate = shellWords(["modelseal", "generate", ...releaseFlags(input)]);
  return `mkdir -p -m 0700 ${dir} && chmod 0700 ${dir} && exec ${generate}`;
}

/** The state directory and the mount above it. */
function places(input: RecipeInput): { mount: string; stateDir: string } {
  const named = namedStateDir(input) ?? "/data/openclaw";
  const mount = named.slice(0, named.lastIndexOf("/"));
  return mount === "" ? { mount: named, stateDir: `${named}/openclaw` } : { mount, stateDir: named };
}
