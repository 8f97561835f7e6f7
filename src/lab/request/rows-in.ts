import type { AppModel } from '#model/app-model'
import type { Lab } from '../lab.js'
import { documentsAsRows } from '../mongo/rows.js'
import { type Rows, rowsOf } from './rows.js'

/** The rows of the running copy, whatever keeps them; `undefined` where they are not seen from outside. */
export const rowsIn = (lab: Pick<Lab, 'database' | 'documents' | 'planted'>, model: Pick<AppModel, 'tables'>): Rows | undefined =>
  lab.database
    ? rowsOf(lab.database, lab.planted, model.tables)
    : lab.documents && lab.planted && documentsAsRows(lab.documents, lab.planted)
