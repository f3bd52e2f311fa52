import type { Response } from 'express'

/** What a stored file may do in a browser: be shown, never run; no scripts, no forms, nothing loaded. */
export const inert = "default-src 'none'; sandbox"

/** How a stored file is sent: shown in the page only where that is safe, else saved, so that none runs on this origin. */
export function setFileHeaders(
  response: Response,
  { name, type, inline }: Readonly<{ name: string; type: string; inline: boolean }>,
): void {
  response
    .set('Content-Security-Policy', inert)
    .set('Content-Disposition', `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${headerName(name)}`)
  // Not by Express, which would say in which encoding a text is.
  response.setHeader('Content-Type', type)
}

/** A file name as a header may hold it (RFC 8187). */
function headerName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
