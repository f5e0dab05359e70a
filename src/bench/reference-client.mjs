// The reference client under the same load as ours: `node reference-client.mjs <gateway-client module> <url> <token> <outstanding> <warm-up ms> <measured ms>`.
// Prints one line of JSON: {"perSecond", "p50Micros", "p99Micros"}.
import { pathToFileURL } from "node:url";

const [modulePath, url, token, outstanding, warmUp, measured] = process.argv.slice(2);
const { GatewayClient } = await import(pathToFileURL(modulePath).href);

const ready = Promise.withResolvers();
const client = new GatewayClient({
  url,
  token,
  minProtocol: 4,
  maxProtocol: 4,
  scopes: ["operator.read", "operator.write"],
  onHelloOk: () => ready.resolve(),
  onConnectError: (error) => ready.reject(error),
});
client.start();
await ready.promise;

let running = true;
let latencies = [];
const loop = async () => {
  while (running) {
    const begun = process.hrtime.bigint();
    await client.request("health", {});
    latencies.push(Number(process.hrtime.bigint() - begun));
  }
};
const loops = Array.from({ length: Number(outstanding) }, loop);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

await pause(Number(warmUp));
latencies = [];
const begun = process.hrtime.bigint();
await pause(Number(measured));
const nanos = Number(process.hrtime.bigint() - begun);
const seen = Float64Array.from(latencies).sort();
running = false;
await Promise.all(loops);
client.stop();

const at = (share) => Math.round(seen[Math.min(seen.length - 1, Math.floor(seen.length * share))] / 1000);
console.log(
  JSON.stringify({ perSecond: Math.round(seen.length / (nanos / 1e9)), p50Micros: at(0.5), p99Micros: at(0.99) }),
);
