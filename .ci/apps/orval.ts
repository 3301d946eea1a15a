import { countReleaseFacets, getRelease, listReleases, listChanges } from "./orval/client.js";
import { baseUrl, check, withdrawn } from "./expected.js";

// What it generates calls `fetch` with addresses that have no host.
const plain = globalThis.fetch;
globalThis.fetch = (address, options) => plain(new URL(String(address), baseUrl), options);

const list = await listReleases({ location: ["TR"], limit: 2 });
if (list.status !== 200) throw new Error(`${list.status}`);
const titles: (string | undefined)[] = list.data.data.map((release) => release.title);
const release = await getRelease(list.data.data[0]?.id ?? "");
const body: string | undefined = release.status === 200 ? release.data.body_html : undefined;
const facets = await countReleaseFacets({ facets: ["kind"] });
const kinds = facets.status === 200 ? (facets.data.facets.kind?.map((kind) => kind.value) ?? []) : [];
const changes = await listChanges({ limit: 1 });
const next: string | undefined = changes.status === 200 ? changes.data.links.next : undefined;
const gone = await getRelease(withdrawn);
const notice = gone.status === 410 ? gone.data.notice.text : undefined;

check({ titles, body, kinds, next, notice });
