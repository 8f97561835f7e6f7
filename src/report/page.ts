/** What is written of a check beside its findings. */
export interface Page {
  readonly title: string
  /** The check's page, Markdown. */
  readonly markdown: string
}
