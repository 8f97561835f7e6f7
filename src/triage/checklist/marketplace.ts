import { adminHiddenOnly, seeEachOther } from './access.js'
import { environmentsShare, keysVisible } from './keys.js'
import { costOfBadDeploy, redeployable, tracked } from './operations.js'
import type { Question } from './question.js'
import { filtersIndexed, slow } from './speed.js'
import { inputUnchecked } from './validation.js'

/** Ten questions before a marketplace opens. The last asks for a sum, so that it has no good answer of its own. */
export const MARKETPLACE: readonly Question[] = [
  { question: 'Are search and listing creation slow?', good: 'no', reply: slow },
  { question: 'Is there an API key in project files, env output or logs?', good: 'no', reply: keysVisible },
  { question: 'Are admin routes protected only by hiding them in the frontend?', good: 'no', reply: adminHiddenOnly },
  { question: 'Do different users see data that they should not?', good: 'no', reply: seeEachOther },
  { question: 'Are there endpoints without validation of price, title, image upload or message?', good: 'no', reply: inputUnchecked },
  { question: 'Do error alerts say where production errors happen?', good: 'yes', reply: tracked },
  { question: 'Do the main queries use indexes on their most common filters?', good: 'yes', reply: filtersIndexed },
  { question: 'Can it be redeployed today without breaking onboarding, checkout or messaging?', good: 'yes', reply: redeployable },
  { question: 'Do staging, dev and production share secrets, databases or callback URLs?', good: 'no', reply: environmentsShare },
  { question: 'What would one bad deploy cost?', good: 'no', reply: costOfBadDeploy },
]
