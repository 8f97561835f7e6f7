import { defineCheck } from '#checks/check'
import { ACTORS } from '#base/evidence'
import { does, type Command } from './reach.js'
import { placeOf, shownBy, untold } from './tried.js'

export default defineCheck({
  id: 'rules/policy-error',
  title: 'A policy fails whoever asks',
  why: 'The database answers with an error instead of rows, so a part of the app is broken for everyone, and the quick way out is to open the table to all.',
  severity: 'high',
  refs: ['CWE-755', 'CWE-674'],
  needs: ['tables', 'functions', 'buckets', 'views', 'matrix'],
  *find(parts) {
    for (const fault of untold(parts, ['policy-error'])) {
      const at = placeOf(fault, parts)
      const [cell] = fault.cells
      if (!at || !cell || fault.object.kind !== 'table') continue
      const error = cell.why ?? 'an error'
      yield {
        ...shownBy(fault, at),
        evidence: {
          verdict: 'proved',
          by: 'access-matrix',
          says: `In a throw-away copy of the database ${ACTORS[cell.actor]} got an error from \`${fault.object.name}\` instead of an answer.`,
          steps: [{ kind: 'statement', actor: cell.actor, sql: cell.statement ?? '', error }],
        },
        message: `Whoever tries to ${does(fault.does as Command[])} rows of \`${fault.object.name}\` gets the error "${error}".`,
        help: /recursion/.test(error)
          ? `Move the question that the policies of \`${fault.object.name}\` ask of a table whose own policies ask back into a \`security definer\` function with a fixed \`search_path\`.`
          : `Correct what the policies of \`${fault.object.name}\` name, so that the condition can be evaluated.`,
        key: fault.object.name,
      }
    }
  },
})
