/** A statement, or the body of a function, without what is only said. */
export const withoutComments = (sql: string): string => sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
