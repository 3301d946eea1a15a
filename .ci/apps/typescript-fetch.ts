import { ChangesApi, Configuration, ReleasesApi, ResponseError } from "./typescript-fetch/index.js";
import { baseUrl, check, withdrawn } from "./expected.js";

const configuration = new Configuration({ basePath: baseUrl });
const releases = new ReleasesApi(configuration);

const list = await releases.listReleases({ location: ["TR"], limit: 2 });
const titles: (string | undefined)[] = list.data.map((release) => release.title);
const release = await releases.getRelease({ idOrSlug: list.data[0]?.id ?? "" });
const body: string | undefined = release.bodyHtml;
const facets = await releases.countReleaseFacets({ facets: ["kind"] });
const kinds = facets.facets.kind?.map((kind) => kind.value) ?? [];
const changes = await new ChangesApi(configuration).listChanges({ limit: 1 });
const next: string | undefined = changes.links.next;
const notice = await releases.getRelease({ idOrSlug: withdrawn }).then(
  () => undefined,
  async (failed) => {
    if (failed instanceof ResponseError) return (await failed.response.json()).notice.text as string;
    throw failed;
  },
);

check({ titles, body, kinds, next, notice });
