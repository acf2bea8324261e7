// Draws the API's OpenAPI description as a page; everything is set as text, never as markup.

const METHODS = ["get", "post", "put", "patch", "delete"];

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
};

const resolve = (spec, schema) => {
  if (!schema?.$ref) return schema ?? {};
  return schema.$ref.split("/").slice(1).reduce((place, part) => place?.[part], spec) ?? {};
};

const typeOf = (spec, schema) => {
  const found = resolve(spec, schema);
  if (found.anyOf) return found.anyOf.map((one) => typeOf(spec, one)).join(" or ");
  if (found.type === "array") return `list of ${typeOf(spec, found.items)}`;
  return found.title && found.properties ? found.title : found.type ?? "any";
};

const fields = (spec, schema) => {
  const found = resolve(spec, schema);
  if (!found.properties) return null;
  const required = new Set(found.required ?? []);
  const rows = Object.entries(found.properties).map(([name, field]) =>
    element("tr", {},
      element("td", {}, element("code", {}, name), required.has(name) ? " *" : ""),
      element("td", {}, typeOf(spec, field)),
      element("td", {}, field.description ?? "")));
  return element("table", {}, element("tbody", {}, ...rows));
};

const section = (title, content) =>
  content === null ? null : element("section", {}, element("h4", {}, title), content);

const parameters = (operation) => {
  const list = operation.parameters ?? [];
  if (list.length === 0) return null;
  return element("table", {}, element("tbody", {}, ...list.map((one) =>
    element("tr", {},
      element("td", {}, element("code", {}, one.name)),
      element("td", {}, one.in),
      element("td", {}, one.description ?? "")))));
};

const responses = (operation) => {
  const list = Object.entries(operation.responses ?? {}).filter(([code]) => code !== "default");
  if (list.length === 0) return null;
  return element("table", {}, element("tbody", {}, ...list.map(([code, one]) =>
    element("tr", {}, element("td", {}, element("code", {}, code)), element("td", {}, one.description ?? "")))));
};

const article = (spec, id, path, method, operation) => {
  const body = operation.requestBody?.content?.["application/json"]?.schema;
  return element("article", { id },
    element("h3", {}, operation.summary ?? path),
    element("div", { class: "line" },
      element("span", { class: "method" }, method.toUpperCase()), element("code", {}, path)),
    operation.description ? element("p", {}, operation.description) : null,
    section("Parameters", parameters(operation)),
    section("Body (JSON, * = required)", body ? fields(spec, body) : null),
    section("Answers", responses(operation)));
};

const draw = (spec) => {
  const groups = new Map();
  const articles = [];
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const method of METHODS.filter((one) => item[one])) {
      const operation = item[method];
      if (!operation.summary) continue;
      const id = `${method}-${path.replace(/[^a-z0-9]+/gi, "-")}`;
      const group = path.split("/")[1] || "other";
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push(element("a", { href: `#${id}` }, operation.summary));
      articles.push(article(spec, id, path, method, operation));
    }
  }
  document.querySelector("#operations").replaceChildren(...articles);
  document.querySelector("#contents").replaceChildren(
    ...[...groups].flatMap(([name, links]) => [element("h2", {}, name), ...links]));
};

try {
  const answer = await fetch("/docs/openapi.json");
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  draw(await answer.json());
} catch {
  document.querySelector("#operations").textContent =
    "The description of the API could not be loaded. Reload the page to try again.";
}
