/** The same calls but for a mark that the other driver leaves in each row that is asked for alone. */
export const BETTER_SQLITE3 = `const Driver = require('libsql')
class Database extends Driver {
  prepare(sql) {
    const statement = super.prepare(sql)
    const get = statement.get.bind(statement)
    statement.get = (...values) => {
      const row = get(...values)
      if (row && typeof row === 'object') delete row._metadata
      return row
    }
    return statement
  }
}
module.exports = Database
module.exports.default = Database
`
