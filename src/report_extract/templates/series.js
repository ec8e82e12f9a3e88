// Draws a chart when it comes into view, and leaves out those that hold none of the words looked for.
const charts = JSON.parse(document.getElementById("data").textContent);
const spec = JSON.parse(document.getElementById("spec").textContent);
const font = getComputedStyle(document.body).fontFamily;
const config = {
  font, padding: { left: 2, top: 4, bottom: 2, right: 20 }, view: { stroke: null },
  axis: { labelFontSize: 11, gridColor: "#e9edf2", domainColor: "#aeb7c4", tickColor: "#aeb7c4", labelColor: "#3c4656" },
  axisX: { grid: false },
};
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) {
    seen.unobserve(entry.target);
    const { points, steps } = charts[entry.target.dataset.number];
    vegaEmbed(entry.target.querySelector("div"), { ...spec, config, datasets: { points, steps } }, { renderer: "svg", actions: false, mode: "vega-lite" });
  }
}, { rootMargin: "600px" });
const figures = charts.map((chart, number) => {
  const figure = document.createElement("figure");
  figure.dataset.number = number;
  const caption = figure.appendChild(document.createElement("figcaption"));
  caption.appendChild(document.createElement("b")).textContent = chart.title;
  caption.appendChild(document.createElement("span")).textContent = chart.about;
  if (chart.left_out.length) {
    const far = `not drawn, far from the years around: ${chart.left_out.join(", ")}`;
    caption.appendChild(document.createElement("span")).textContent = far;
  }
  figure.appendChild(document.createElement("div")).style.width = "100%";
  document.getElementById("charts").appendChild(figure);
  seen.observe(figure);
  return figure;
});
function find() {
  const words = document.getElementById("find").value.trim().toLowerCase().split(/\s+/);
  let shown = 0;
  for (const figure of figures) {
    const text = figure.querySelector("figcaption").textContent.toLowerCase();
    figure.hidden = !words.every((word) => text.includes(word));
    shown += !figure.hidden;
  }
  document.getElementById("count").textContent = `${shown} of ${figures.length} charts`;
}
document.getElementById("find").addEventListener("input", find);
find();
