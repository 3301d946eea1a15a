/** The client against a running server: DATELINE_TEST_URL, with what tests/clients/press_room.py put there. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";

import {
  type Change,
  createClient,
  GoneProblem,
  InvalidProblem,
  MemoryCache,
  NotFoundProblem,
  Problem,
  UnavailableProblem,
} from "@dateline/client";

function given(name: string): string {
  const value = process.env[`DATELINE_TEST_${name}`];
  assert.ok(value, `DATELINE_TEST_${name} is not set`);
  return value;
}

const baseUrl = given("URL");
const statements = { theme: [given("THEME")], kind: ["statement" as const] };

/** A client, and the statuses of what it was answered. */
function recorded() {
  const statuses: number[] = [];
  const client = createClient({
    baseUrl,
    fetch: async (request) => {
      const response = await fetch(request);
      statuses.push(response.status);
      return response;
    },
  });
  return { client, statuses };
}

test("a list is walked through page by page", async () => {
  const { client, statuses } = recorded();
  const releases = client.releases({ limit: 4 });
  const { total } = (await releases.first()).meta;
  const ids = new Set<string>();
  for await (const release of releases) ids.add(release.id ?? "");
  assert.equal(total, 10);
  assert.equal(ids.size, total);
  // The first page came twice, the second time from the cache.
  assert.deepEqual(statuses, [200, 304, 200, 200]);
});

test("an answer that still holds is not sent again", async () => {
  const { client, statuses } = recorded();
  assert.deepEqual(await client.facets({ lang: "tr" }), await client.facets({ lang: "tr" }));
  assert.deepEqual(statuses, [200, 304]);
});

test("what is undefined is not asked for", async () => {
  const { total } = (await createClient({ baseUrl }).releases({ q: "", limit: 1 }).first()).meta;
  assert.equal(total, 10);
});

test("a former slug leads to the release", async () => {
  const release = await createClient({ baseUrl }).release(given("OLD_SLUG"));
  assert.equal(release.id, given("MOVED"));
});

test("a withdrawn release tells its notice", async () => {
  await assert.rejects(createClient({ baseUrl }).release(given("WITHDRAWN")), (problem) => {
    assert.ok(problem instanceof GoneProblem && problem instanceof Problem);
    assert.equal(problem.notice?.text, given("NOTICE"));
    return true;
  });
});

test("a mistake comes with what was meant", async () => {
  const query = { locaton: ["TR"] } as object;
  await assert.rejects(createClient({ baseUrl }).facets(query), (problem) => {
    assert.ok(problem instanceof InvalidProblem);
    assert.equal(problem.code, "invalid");
    assert.equal(problem.errors[0]?.suggestion, "location");
    return true;
  });
});

test("a slug is one segment of the address", async () => {
  await assert.rejects(createClient({ baseUrl }).versions("../facets"), NotFoundProblem);
});

test("changes tell a correction and a withdrawal", async () => {
  const told: Change[] = [];
  for await (const change of createClient({ baseUrl }).changes(statements)) told.push(change);
  assert.deepEqual(
    told.map((change) => change.kind),
    ["published", "updated", "published", "corrected", "published", "withdrawn"],
  );
  for (const change of told) {
    if (change.kind === "corrected") assert.equal(change.correction?.note, given("NOTE"));
    if (change.kind === "withdrawn") {
      assert.equal(change.notice?.text, given("NOTICE"));
      assert.ok(change.addresses[0]?.endsWith(given("WITHDRAWN")));
    }
    if (change.kind === "updated") assert.equal(change.release?.id, given("MOVED"));
  }
});

test("changes go on after any entry", async () => {
  const client = createClient({ baseUrl });
  const all: Change[] = [];
  for await (const change of client.changes({ ...statements, limit: 2 })) all.push(change);
  for (const [place, { cursor }] of all.entries()) {
    const later: number[] = [];
    const changes = client.changes({ ...statements, limit: 2, since: cursor });
    for await (const change of changes) later.push(change.seq);
    assert.deepEqual(later, all.slice(place + 1).map((change) => change.seq));
    assert.ok(changes.cursor);
  }
});

test("a walk that waits ends with its signal", async () => {
  const ending = new AbortController();
  const query = { ...statements, wait: 30 };
  const walk = async () => {
    let seen = 0;
    for await (const _ of createClient({ baseUrl }).changes(query, { signal: ending.signal })) {
      seen += 1;
      // The next page is one that waits.
      if (seen === 6) setTimeout(() => ending.abort(), 100);
    }
  };
  await assert.rejects(walk(), { name: "AbortError" });
});

test("other operations are typed by their path, and throw problems too", async () => {
  const { http } = createClient({ baseUrl });
  const { data } = await http.GET("/v1/themes");
  assert.ok(data && data.data.length > 0);
  await assert.rejects(http.GET("/v1/subscriptions"), { code: "unauthenticated" });
});

test("a busy server is asked again when it says, and so many times", async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(503, { "Retry-After": "0", "Content-Type": "application/problem+json" });
    response.end('{"type": "/problems/unavailable", "code": "unavailable", "title": "The server is busy", "status": 503}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, retries: 2 });
  await assert.rejects(client.facets(), UnavailableProblem);
  assert.equal(asked, 3);
  const subscription = { params: {}, body: {} as never };
  await assert.rejects(client.http.POST("/v1/subscriptions", subscription), UnavailableProblem);
  assert.equal(asked, 4);
  server.close();
});

test("a memory keeps what was used last, within its bounds", () => {
  const cache = new MemoryCache(2, 10);
  const answer = (body: string) => ({ etag: '"1"', headers: [], body });
  cache.set("a", answer("aaa"));
  cache.set("b", answer("bbb"));
  cache.get("a");
  cache.set("c", answer("ccc"));
  assert.deepEqual(["a", "b", "c"].map((key) => cache.get(key)?.body), ["aaa", undefined, "ccc"]);
  cache.set("d", answer("dddddddd"));
  assert.deepEqual(["a", "c", "d"].map((key) => cache.get(key)?.body), [undefined, undefined, "dddddddd"]);
});
