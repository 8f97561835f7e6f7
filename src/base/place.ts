/** Where something stands in the app: path relative to the app's folder with `/`, line from 1. */
export interface Place {
  readonly file: string
  readonly line: number
}

/** One step of how a fault is reached, for people to follow. */
export interface TrailStep {
  readonly at: Place
  readonly label: string
}

export function comparePlaces(a: Place, b: Place): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line
}
