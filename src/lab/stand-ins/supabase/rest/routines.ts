import { Refusal } from '../refusal.js'
import { close } from './plan/relations.js'
import type { Catalogue, Parameter, Routine } from './schema/catalogue.js'

/** The function that a call means. */
export interface Found {
  readonly routine: Routine
  /** The named arguments that are given. */
  readonly keys: readonly string[]
  /** The one unnamed parameter that takes the whole body. */
  readonly whole: Parameter | undefined
}

export function findRoutine(catalogue: Catalogue, schema: string, name: string, keys: readonly string[], posts: boolean): Found {
  const all = catalogue.routines.filter(routine => routine.schema === schema && routine.name === name)
  const fitting = all.filter(routine => fits(routine, keys))
  const [first, second] = fitting
  if (second && first) throw ambiguous(fitting)
  if (first) return { routine: first, keys, whole: undefined }
  const taking = posts
    ? all.find(
        routine =>
          routine.parameters.length === 1 &&
          routine.parameters[0]?.name === '' &&
          /^(?:jsonb?|text|bytea)$/.test(routine.parameters[0].type),
      )
    : undefined
  if (taking) return { routine: taking, keys: [], whole: taking.parameters[0] }
  throw missing(catalogue, schema, name, keys, all)
}

function fits(routine: Routine, keys: readonly string[]): boolean {
  return (
    keys.every(key => routine.parameters.some(parameter => parameter.name === key)) &&
    routine.parameters.every(parameter => !parameter.required || keys.includes(parameter.name))
  )
}

function missing(catalogue: Catalogue, schema: string, name: string, keys: readonly string[], same: readonly Routine[]): Refusal {
  const signature = (parts: readonly string[]) => (parts.length > 0 ? `(${parts.join(', ')})` : ' without parameters')
  const near = same[0] ?? catalogue.routines.find(routine => routine.schema === schema && close(routine.name, name))
  const asked = keys.length > 0 ? ` with parameter${keys.length > 1 ? 's' : ''} ${keys.join(', ')}` : ' without parameters'
  return new Refusal(404, 'PGRST202', `Could not find the function ${schema}.${name}${signature(keys)} in the schema cache`, {
    details: `Searched for the function ${schema}.${name}${asked} or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache.`,
    hint: near
      ? `Perhaps you meant to call the function ${schema}.${near.name}${near.parameters.length > 0 ? signature(near.parameters.map(parameter => parameter.name)) : ''}`
      : null,
  })
}

function ambiguous(found: readonly Routine[]): Refusal {
  const texts = found.map(
    routine =>
      `${routine.schema}.${routine.name}(${routine.parameters.map(parameter => `${parameter.name} => ${parameter.type}`).join(', ')})`,
  )
  return new Refusal(300, 'PGRST203', `Could not choose the best candidate function between: ${texts.join(', ')}`, {
    hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
  })
}
