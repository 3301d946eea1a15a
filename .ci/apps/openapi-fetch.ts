import createClient from "openapi-fetch";
import type { paths } from "./openapi-typescript/schema.js";
import { baseUrl, check, withdrawn } from "./expected.js";

const client = createClient<paths>({ baseUrl });

const list = await client.GET("/v1/releases", { params: { query: { location: ["TR"], limit: 2 } } });
const titles: (string | undefined)[] = list.data?.data.map((release) => release.title) ?? [];
const id: string | undefined = list.data?.data[0]?.id;
const release = await client.GET("/v1/releases/{id_or_slug}", { params: { path: { id_or_slug: id ?? "" } } });
const body: string | undefined = release.data?.body_html;
const facets = await client.GET("/v1/releases/facets", { params: { query: { facets: ["kind"] } } });
const kinds = facets.data?.facets.kind?.map((kind) => kind.value) ?? [];
const changes = await client.GET("/v1/changes", { params: { query: { limit: 1 } } });
const next: string | undefined = changes.data?.links.next;
const gone = await client.GET("/v1/releases/{id_or_slug}", { params: { path: { id_or_slug: withdrawn } } });
const notice = gone.error?.code === "withdrawn" ? gone.error.notice.text : undefined;

check({ titles, body, kinds, next, notice });
