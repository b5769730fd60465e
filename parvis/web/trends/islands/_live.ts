// One chart: cursor by mouse and by keyboard, zoom by dragging or by + and −, Enter or a click opens the posts.
import uPlot from "uplot";
import sheet from "uplot/dist/uPlot.min.css?inline";

interface Row {
  at: number;
  label: string;
  values: number[];
  href: string;
}

/** Its own sheet, adopted: the policy of our pages lets no style element in. */
const style = new CSSStyleSheet();
style.replaceSync(sheet);
document.adoptedStyleSheets.push(style);

export function enliven(figure: HTMLElement): void {
  const frame = figure.querySelector<HTMLElement>(".trends-frame");
  const rows = rowsOf(figure);
  if (!frame || rows.length < 2) return;
  const live = document.createElement("div");
  live.className = "trends-live";
  live.tabIndex = 0;
  live.setAttribute("role", "application");
  live.setAttribute("aria-label", figure.dataset.hint ?? "");
  const said = document.createElement("p");
  said.className = "trends-said";
  said.setAttribute("aria-live", "polite");
  said.textContent = figure.dataset.hint ?? "";
  frame.append(live);
  figure.classList.add("trends-lively");
  figure.querySelector(".trends-ends")?.after(said);
  const chart = draw(live, figure, rows);
  listen(live, chart, rows, said, figure);
  new ResizeObserver(() => chart.setSize(sizeOf(live))).observe(live);
}

function rowsOf(figure: HTMLElement): Row[] {
  const found = [...figure.querySelectorAll<HTMLElement>("tr[data-at]")].map((row) => ({
    at: Number(row.dataset.at),
    label: row.querySelector("th")?.textContent ?? "",
    values: (row.dataset.n ?? "").split(" ").map(Number),
    href: row.querySelector("a")?.href ?? "",
  }));
  return found.reverse();
}

const sizeOf = (live: HTMLElement) => ({ width: Math.max(200, live.clientWidth), height: live.clientHeight });

/** A colour of the sheet as the canvas understands it: light-dark() and var() are resolved by an element that wears it. */
function colour(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function draw(live: HTMLElement, figure: HTMLElement, rows: Row[]): uPlot {
  const named = figure.dataset;
  const line = (label: string | undefined, stroke: string, more: Partial<uPlot.Series> = {}): uPlot.Series => ({
    label: label ?? "",
    stroke: colour(stroke),
    width: 2,
    points: { show: rows.length < 40 },
    ...more,
  });
  const axis = { stroke: colour("--ink-faint"), grid: { stroke: colour("--joint"), width: 1 }, ticks: { stroke: colour("--joint") } };
  const language = document.documentElement.lang;
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
  const hour = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  const options: uPlot.Options = {
    ...sizeOf(live),
    legend: { show: false },
    cursor: { drag: { x: true, y: false }, points: { size: 8 } },
    scales: { y: { range: (_chart, _low, high) => [0, Math.max(1, high * 1.05)] } },
    axes: [
      { ...axis, size: 30, values: (_chart, ticks, _n, _space, step) => ticks.map((tick) => (step < 86_400 ? hour : day).format(tick * 1000)) },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000] },
    ],
    series: [
      {},
      line(named.total, "--ink", { fill: colour("--cobalt-wash") }),
      line(named.negative, "--ruby"),
      line(named.positive, "--emerald"),
      line(named.before, "--cobalt", { dash: [5, 4], width: 1.5, points: { show: false } }),
    ],
  };
  const columns = [0, 1, 2, 3].map((n) => rows.map((row) => row.values[n] ?? 0));
  return new uPlot(options, [rows.map((row) => row.at), ...columns] as uPlot.AlignedData, live);
}

function listen(live: HTMLElement, chart: uPlot, rows: Row[], said: HTMLElement, figure: HTMLElement): void {
  let here = rows.length - 1;
  const names = [figure.dataset.total, figure.dataset.negative, figure.dataset.positive, figure.dataset.before];
  const tell = () => {
    const row = rows[here];
    if (row) said.textContent = `${row.label} · ${names.map((name, n) => `${name} ${row.values[n] ?? 0}`).join(" · ")}`;
  };
  const go = (index: number) => {
    here = Math.max(0, Math.min(rows.length - 1, index));
    const at = rows[here]?.at ?? 0;
    const { min, max } = chart.scales.x ?? {};
    if (min != null && max != null && (at < min || at > max)) span(at, max - min);
    chart.setCursor({ left: chart.valToPos(at, "x"), top: chart.bbox.height / devicePixelRatio / 2 });
    tell();
  };
  const span = (around: number, length: number) => {
    const first = rows[0]?.at ?? 0;
    const last = rows[rows.length - 1]?.at ?? 0;
    const wide = Math.min(last - first, Math.max(length, (last - first) / Math.max(1, rows.length - 1) * 2));
    const min = Math.max(first, Math.min(around - wide / 2, last - wide));
    chart.setScale("x", { min, max: min + wide });
  };
  const zoom = (times: number) => {
    const { min, max } = chart.scales.x ?? {};
    if (min != null && max != null) span(rows[here]?.at ?? min, (max - min) * times);
    go(here);
  };
  const open = () => {
    const href = rows[here]?.href;
    if (href) location.assign(href);
  };
  const keys: Record<string, () => void> = {
    ArrowLeft: () => go(here - 1),
    ArrowRight: () => go(here + 1),
    Home: () => go(0),
    End: () => go(rows.length - 1),
    "+": () => zoom(0.5),
    "=": () => zoom(0.5),
    "-": () => zoom(2),
    "0": () => zoom(1e9),
    Enter: open,
  };
  live.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  let pressed = 0;
  chart.over.addEventListener("mousedown", (event) => (pressed = event.clientX));
  chart.over.addEventListener("mousemove", () => {
    if (chart.cursor.idx == null) return;
    here = chart.cursor.idx;
    tell();
  });
  chart.over.addEventListener("click", (event) => {
    if (Math.abs(event.clientX - pressed) < 4) open();
  });
}
