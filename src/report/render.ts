import type { Report } from '#triage/finding'
import type { Frames } from './frame.js'
import { maskReport } from './mask.js'
import type { Page } from './page.js'

/** How a report can be printed. */
export type Format = 'console' | 'json' | 'sarif' | 'html' | 'markdown'

/** What a reporter may be told beside the report. */
export interface RenderOptions {
  /** Columns of the terminal. */
  readonly width?: number
  /** Colours in the terminal; without it the terminal and `NO_COLOR` decide. */
  readonly color?: boolean
  /** Where the HTML page was written, for the console's next step. */
  readonly page?: string
  /** Title and documentation of each check, by id. */
  readonly checks?: Readonly<Record<string, Page>>
}

type Reporter = (report: Report, frames: Frames, options: RenderOptions) => string

/** Loaded when asked for: a terminal needs no HTML. */
const REPORTERS: Readonly<Record<Format, () => Promise<Reporter>>> = {
  console: async () => (await import('./console.js')).printConsole,
  json: async () => (await import('./json.js')).json,
  sarif: async () => (await import('./sarif.js')).sarif,
  html: async () => (await import('./html/page.js')).html,
  markdown: async () => (await import('./markdown.js')).markdown,
}

/** Prints a report. Whatever the format, secrets that a text has let through are masked first. */
export async function render(format: Format, report: Report, frames: Frames = {}, options: RenderOptions = {}): Promise<string> {
  const reporter = await REPORTERS[format]()
  return reporter(maskReport(report), frames, options)
}
