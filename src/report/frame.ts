import type { Place } from '#base/place'
import type { Report } from '#triage/finding'
import { mask } from './mask.js'

/** A few lines of the app around a place, secrets masked. */
export interface Frame {
  /** Number of the first line. */
  readonly start: number
  readonly lines: readonly string[]
}

/** Frames by `file:line`. */
export type Frames = Readonly<Record<string, Frame>>

const BEFORE = 3
const AFTER = 4
/** A minified line would drown the page. */
const WIDEST = 180
/** Frames of more places than this would make the page too heavy; what ranks first has them. */
const MOST = 400

export const placeKey = ({ file, line }: Place): string => `${file}:${line}`

/** Frames of every place that the findings name, the first in rank first. */
export function framesOf(report: Report, textOf: (file: string) => string | undefined): Frames {
  const frames: Record<string, Frame> = {}
  const files = new Map<string, readonly string[]>()
  const places = report.findings.flatMap(finding => [finding.at, ...finding.trail.map(step => step.at)])
  const once = [...new Map(places.map(place => [placeKey(place), place])).values()]
  for (const place of once.slice(0, MOST)) {
    let lines = files.get(place.file)
    // The whole file is masked before it is cut, so that no frame shows the middle of a key.
    if (!lines) files.set(place.file, (lines = mask(textOf(place.file) ?? '', place.file).split(/\r?\n/)))
    if (place.line > lines.length || lines.length === 1) continue
    const start = Math.max(1, place.line - BEFORE)
    const shown = lines.slice(start - 1, place.line + AFTER)
    frames[placeKey(place)] = { start, lines: shown.map(line => (line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line)) }
  }
  return frames
}
