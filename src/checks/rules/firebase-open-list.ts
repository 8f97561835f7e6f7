import { defineCheck } from '#checks/check'
import type { RulesDoor, Trial } from '#database/firebase/door'
import { isEverything, keyOf, ownerTest, passed, thingsOf, waysOf } from './firebase-way.js'

export default defineCheck({
  id: 'rules/firebase-open-list',
  title: 'Firebase rules let users list what they may not read one by one',
  why: 'A list holds the documents whole, so a rule that limits only `get` keeps nobody from reading all of them.',
  severity: 'high',
  refs: ['CWE-863', 'OWASP-API1:2023'],
  needs: ['firebase'],
  *find({ firebase = [] }) {
    for (const actor of ['anon', 'b'] as const) {
      const listed = (door: RulesDoor): Trial[] =>
        isEverything(door) ||
        passed(door, actor, 'other', 'get').length > 0 ||
        (actor === 'b' && passed(door, 'anon', 'other', 'list').length > 0)
          ? []
          : passed(door, actor, 'other', 'list')
      for (const way of waysOf(firebase, listed)) {
        yield {
          at: way.at,
          certainty: 'certain',
          severity: way.doors.every(door => door.holds === 'catalogue') ? 'medium' : 'high',
          message: `${actor === 'anon' ? 'Anyone' : 'Any signed-in user'} may list ${thingsOf(way.doors)}, though reading a single one is limited.`,
          help: `Limit \`list\` as \`get\` is limited: ${ownerTest(way.doors[0])}.`,
          key: keyOf(way, actor),
          table: way.doors[0]!.collection,
        }
      }
    }
  },
})
