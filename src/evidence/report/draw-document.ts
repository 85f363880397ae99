import { chancePictures } from './chance-chart.js';
import { type Drawing, openDrawing } from './charts.js';
import { coveragePictures } from './coverage-chart.js';
import { declaredPictures } from './declared-charts.js';
import { type ReportHead, type ReportPictures, reportDocument } from './document.js';
import { type FindingPictures, findingTitle } from './finding-section.js';
import { groupPictures } from './groups-chart.js';
import { networkPictures, type PictureSize } from './network-picture.js';
import type { ReportData, ReportEvent, ReportFinding } from './report-model.js';
import { sensitivityPictures } from './sensitivity-chart.js';
import { SHOWN_SOURCES } from './source-section.js';
import { timelinePictures } from './timeline-chart.js';

const WIDE: PictureSize = { width: 720, height: 560, labels: 16 };
const NARROW: PictureSize = { width: 358, height: 420, labels: 7 };

/** The document of a report, with its pictures. */
export async function drawDocument(data: ReportData, head: ReportHead): Promise<string> {
  return reportDocument(data, await drawPictures(data), head);
}

/** All pictures of a report. */
async function drawPictures(data: ReportData): Promise<ReportPictures> {
  const drawing = await openDrawing();
  return {
    timeline: data.timeline === null ? null : timelinePictures(drawing, data.timeline, data.events),
    coverage: new Map(
      data.quality.sources
        .slice(0, SHOWN_SOURCES)
        .map((source) => [source.source.sourceId, coveragePictures(drawing, source, data.events)]),
    ),
    findings: new Map(data.findings.map((finding) => [finding.finding.findingId, drawFinding(drawing, finding, data.events)])),
  };
}

function drawFinding(drawing: Drawing, finding: ReportFinding, events: readonly ReportEvent[]): FindingPictures {
  const { network, groups, chance, sensitivity } = finding;
  const drawn = network !== null && network.nodes.length > 0;
  const [wide, narrow] = drawn ? networkPictures(network, `Network of ${findingTitle(finding)}`, [WIDE, NARROW]) : [];
  return {
    network: wide === undefined || narrow === undefined ? null : { wide, narrow },
    groups: groups === null ? null : groupPictures(drawing, groups, events),
    chance: chance === null ? null : chancePictures(drawing, chance),
    sensitivity: sensitivity === null ? null : sensitivityPictures(drawing, sensitivity.cells),
    declared: finding.charts.map((chart) => declaredPictures(drawing, chart)),
  };
}
