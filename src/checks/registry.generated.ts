// This file is generated (no need to edit): `npm run generate`.

import envMissingExample from './env/missing-example.js'
import envUndeclaredVariable from './env/undeclared-variable.js'
import observabilityMissingErrorTracking from './observability/missing-error-tracking.js'
import secretsCommittedData from './secrets/committed-data.js'
import secretsFallbackSecret from './secrets/fallback-secret.js'
import secretsHardCodedSecret from './secrets/hard-coded-secret.js'
import secretsSecretInBrowser from './secrets/secret-in-browser.js'
import type { Check } from './check.js'

export const CHECKS: readonly Check[] = [
  envMissingExample,
  envUndeclaredVariable,
  observabilityMissingErrorTracking,
  secretsCommittedData,
  secretsFallbackSecret,
  secretsHardCodedSecret,
  secretsSecretInBrowser,
]
