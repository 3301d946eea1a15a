import { client } from "./hey-api/client.gen.js";
import { countReleaseFacets, getRelease, listReleases, listChanges } from "./hey-api/index.js";
import { baseUrl, check, withdrawn } from "./expected.js";

client.setConfig({ baseUrl });

const list = await listReleases({ query: { location: ["TR"], limit: 2 } });
const titles: (string | undefined)[] = list.data?.data.map((release) => release.title) ?? [];
const release = await getRelease({ path: { id_or_slug: list.data?.data[0]?.id ?? "" } });
const body: string | undefined = release.data?.body_html;
const facets = await countReleaseFacets({ query: { facets: ["kind"] } });
const kinds = facets.data?.facets.kind?.map((kind) => kind.value) ?? [];
const changes = await listChanges({ query: { limit: 1 } });
const next: string | undefined = changes.data?.links.next;
const gone = await getRelease({ path: { id_or_slug: withdrawn } });
const notice = gone.error?.code === "withdrawn" ? gone.error.notice.text : undefined;

check({ titles, body, kinds, next, notice });
