// The chart of trends under the hand: drawn again by uPlot from its own table, once it is seen. Without this, the drawing stays.
const charts = [...document.querySelectorAll<HTMLElement>("[data-curve]")];
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    void import("./_live").then(({ enliven }) => enliven(entry.target as HTMLElement));
  }
});
charts.forEach((chart) => seen.observe(chart));
