import type { HandoverSection } from '../block.js'
import type { HandoverInput } from '../input.js'
import { boundariesSection } from './boundaries.js'
import { databaseSection } from './database.js'
import { deploySection } from './deploy.js'
import { environmentsSection } from './environments.js'
import { errorsSection } from './errors.js'
import { fixedSection } from './fixed.js'
import { keysSection } from './keys.js'
import { leftSection } from './left.js'
import { matrixSection } from './matrix.js'
import { monitoringSection } from './monitoring.js'
import { regressionSection } from './regression.js'
import { routesSection } from './routes.js'
import { summarySection } from './summary.js'
import { unseenSection } from './unseen.js'

const SECTIONS: readonly ((input: HandoverInput) => HandoverSection)[] = [
  summarySection,
  fixedSection,
  leftSection,
  routesSection,
  matrixSection,
  keysSection,
  boundariesSection,
  databaseSection,
  errorsSection,
  regressionSection,
  environmentsSection,
  monitoringSection,
  deploySection,
  unseenSection,
]

/** Every section, in the order in which it is read. */
export const sectionsOf = (input: HandoverInput): readonly HandoverSection[] => SECTIONS.map(section => section(input))
