import type { AppModel, QueryEffect } from '#model/app-model'
import { readApp, spell } from './app.fixture.js'

/** What `POST /` of a one-file Express app asks of its database, a line a query. */
export async function queriesIn(imports: string, body: string): Promise<string[]> {
  const model = await readApp({
    'server.js': `import express from 'express'\n${imports}\nconst app = express()\napp.post('/', async (req, res, next) => {\n${body}\n})\napp.listen(3000)\n`,
  })
  return queriesOf(model)
}

export const queriesOf = (model: AppModel): string[] =>
  model.routes.flatMap(route => route.effects.flatMap(effect => (effect.kind === 'query' ? [spelled(effect)] : [])))

/** `read orders(id, total) one where userId = session.id` */
export function spelled(effect: QueryEffect): string {
  const { does, table, columns, filters, data, sql } = effect
  const marks = [
    effect.single ? 'one' : effect.limited ? 'limited' : '',
    effect.returning ? 'returning' : '',
    effect.transaction ? 'in transaction' : '',
  ].filter(Boolean)
  return [
    `${does} ${table ?? '?'}${columns ? `(${columns.join(', ')})` : ''}`,
    ...marks,
    ...(effect.omits?.length ? [`without ${effect.omits.join(', ')}`] : []),
    ...(effect.includes?.length ? [`with ${effect.includes.join(', ')}`] : []),
    ...(filters.length ? [`where ${filters.map(filter => `${filter.column} ${filter.op} ${spell(filter.value)}`).join(' & ')}`] : []),
    ...(data ? [`data ${spell(data)}`] : []),
    ...(sql && sql.kind !== 'literal' ? [`sql ${spell(sql)}`] : []),
  ].join(' ')
}
