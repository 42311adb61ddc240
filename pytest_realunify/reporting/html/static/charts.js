"use strict";
// Draws the charts: plain plotly.js figures whose colours are names of the style sheet's, so that they follow the theme.
(() => {
  const specs = JSON.parse(document.getElementById("charts-data").textContent);
  const narrow = matchMedia("(max-width: 700px)");

  const coloured = (value, style) => {
    if (typeof value === "string" && value.startsWith("--")) return style.getPropertyValue(value).trim() || "#888";
    if (Array.isArray(value)) return value.map((each) => coloured(each, style));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, coloured(each, style)]));
    }
    return value;
  };

  const themed = (layout, style) => {
    const text = style.getPropertyValue("--text").trim();
    const line = style.getPropertyValue("--line").trim();
    const axis = { gridcolor: line, linecolor: line, zerolinecolor: style.getPropertyValue("--muted").trim() };
    const clear = "rgba(0,0,0,0)";
    return {
      ...layout,
      paper_bgcolor: clear,
      plot_bgcolor: clear,
      font: { family: style.getPropertyValue("--font").trim(), size: 12.5, color: text },
      xaxis: { ...axis, showgrid: false, ...layout.xaxis },
      yaxis: { ...axis, ...layout.yaxis },
      hoverlabel: {
        bgcolor: style.getPropertyValue("--surface").trim(), bordercolor: line, font: { color: text },
      },
    };
  };

  const draw = (place) => {
    const spec = specs[place.dataset.chart];
    const style = getComputedStyle(document.documentElement);
    const chosen = spec.choice ? spec.choice.options[spec.choice.selected]?.data ?? [] : [];
    const data = coloured([...spec.data, ...chosen], style);
    const layout = themed(coloured(structuredClone(spec.layout), style), style);
    Plotly.react(place, data, layout, { responsive: true, displayModeBar: false, doubleClick: false });
  };

  const offer = (place) => {
    const choice = specs[place.dataset.chart].choice;
    if (!choice || choice.options.length < 2) return;
    const label = document.createElement("label");
    const select = document.createElement("select");
    label.append(`${choice.label} `, select);
    choice.options.forEach((option, position) => select.append(new Option(option.name, String(position))));
    select.value = String(choice.selected);
    select.addEventListener("change", () => {
      choice.selected = Number(select.value);
      draw(place);
    });
    document.querySelector(`[data-choice="${place.dataset.chart}"]`).append(label);
  };

  const places = [...document.querySelectorAll("[data-chart]")];
  const drawAll = () => places.forEach(draw);
  places.forEach(offer);
  drawAll();
  document.addEventListener("theme", drawAll);
  narrow.addEventListener("change", drawAll);
  document.documentElement.dataset.charts = "drawn";
})();
