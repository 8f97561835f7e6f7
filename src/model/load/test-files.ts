export const isTest = (path: string): boolean =>
  /(?:^|\/)(?:__tests__|__mocks__|tests?|e2e|cypress|spec|fixtures)\/|\.(?:test|spec|stories|e2e)\.[cm]?[jt]sx?$/.test(path)
