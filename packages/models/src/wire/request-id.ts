const requestIdHeaders = [
  'x-request-id',
  'request-id',
  'x-ds-trace-id',
  'x-siliconcloud-trace-id',
  'x-tt-logid',
  'apim-request-id',
  'x-bce-request-id',
  'trace-id',
  'x-log-id',
  'msh-request-id',
]

/** The service's id of a request, by whichever header it has for it. @param headers names in lower case */
export function requestIdOf(headers: Readonly<Record<string, string>>): string | undefined {
  for (const name of requestIdHeaders) if (headers[name]) return headers[name]
  return undefined
}
