import type { AppModel } from '#model/app-model'
import type { Lab } from '../lab.js'
import { rowsOfStore } from '../store/rows.js'
import { type Rows, rowsOf } from './rows.js'

/** The rows of the running copy, whatever keeps them; `undefined` where they are not seen from outside. */
export const rowsIn = (lab: Pick<Lab, 'database' | 'store' | 'planted'>, model: Pick<AppModel, 'tables'>): Rows | undefined =>
  lab.database
    ? rowsOf(lab.database, lab.planted, model.tables)
    : lab.store && lab.planted && rowsOfStore(lab.store, lab.planted, model.tables)
