import type { Place } from '#base/place'
import type { AppModel, Route } from '#model/app-model'

/** What is known of a problem before it is ranked: enough to look up who can reach it and what it touches. */
export interface Subject {
  readonly check: string
  readonly at: Place
  readonly message: string
  readonly route?: string | undefined
  readonly table?: string | undefined
}

/** The route that a problem names. */
export function routeOf(subject: Subject, model: AppModel): Route | undefined {
  return subject.route === undefined ? undefined : model.routes.find(route => `${route.method} ${route.path}` === subject.route)
}

/** Lower case words of a path, identifier or sentence, singular: `/api/orderItems` → api, order, item. */
export function wordsOf(text: string): readonly string[] {
  return text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .map(word => (word.length > 3 ? word.replace(/ies$/, 'y').replace(/(?<!s)s$/, '') : word))
    .filter(word => word !== '')
}
