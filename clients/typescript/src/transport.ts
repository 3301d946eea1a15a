/** A `fetch` that knows the API: key and language, entity tags, a second try, problems as errors. */

import type { CacheStore } from "./cache.js";
import { problemOf, retryAfter } from "./problems.js";

export interface TransportOptions {
  fetch: (request: Request) => Promise<Response>;
  key: string | undefined;
  language: string | undefined;
  cache: CacheStore | undefined;
  /** How often a request is sent again after 429 or 503. */
  retries: number;
  /** Longest wait before a request is sent again, in seconds; whoever asks for more gets the problem. */
  maxWaitSeconds: number;
}

const BUSY = new Set([429, 503]);
/** Methods that may be sent twice (RFC 9110 section 9.2.2). */
const IDEMPOTENT = new Set(["GET", "HEAD", "PUT", "DELETE"]);

/** Returns a `fetch` that resolves with a status below 400 and throws a `Problem` for all others. */
export function transport(options: TransportOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (options.key) request.headers.set("Authorization", `Bearer ${options.key}`);
    if (options.language && !request.headers.has("Accept-Language")) {
      request.headers.set("Accept-Language", options.language);
    }
    const response = await (request.method === "GET" && options.cache
      ? revalidated(request, options.cache, options)
      : persistent(request, options));
    if (response.ok) return response;
    throw await problemOf(response);
  };
}

async function revalidated(
  request: Request,
  cache: CacheStore,
  options: TransportOptions,
): Promise<Response> {
  const key = [request.url, ...["accept", "accept-language"].map((name) => request.headers.get(name) ?? "")].join(" ");
  const kept = await cache.get(key);
  if (kept) request.headers.set("If-None-Match", kept.etag);
  const response = await persistent(request, options);
  if (response.status === 304 && kept) return new Response(kept.body, { headers: kept.headers });
  const etag = response.headers.get("etag");
  // `private` and `no-store` stand on whatever a key is needed for, errors, and answers that wait.
  if (response.status !== 200 || !etag || !isPublic(response)) return response;
  const body = await response.text();
  // What the body was encoded with is undone by now.
  const headers = [...response.headers].filter(([name]) => !name.startsWith("content-encoding"));
  await cache.set(key, { etag, headers, body });
  return new Response(body, { headers });
}

function isPublic(response: Response): boolean {
  const control = response.headers.get("cache-control") ?? "";
  // A browser shows the header to scripts of the same origin, and to others too: it is safelisted.
  return /\bpublic\b/.test(control) && !/\bno-store\b/.test(control);
}

async function persistent(request: Request, options: TransportOptions): Promise<Response> {
  const mayRepeat = IDEMPOTENT.has(request.method) || request.headers.has("Idempotency-Key");
  for (let tried = 0; ; tried += 1) {
    // A body can be read once: each try sends a copy.
    const response = await options.fetch(request.clone());
    if (!BUSY.has(response.status) || !mayRepeat || tried >= options.retries) return response;
    const seconds = retryAfter(response.headers) ?? 2 ** tried;
    if (seconds > options.maxWaitSeconds) return response;
    await response.body?.cancel();
    await pause(seconds, request.signal);
  }
}

/** Waits; rejects as `fetch` would when the signal aborts. */
function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", end);
      resolve();
    }, seconds * 1000);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}
