import { defineQuirk } from './quirk.ts'

/** Finds errors told in base_resp. */
export const baseResp = defineQuirk({
  name: 'base-resp',
  why: { zh: 'HTTP 200 里用 base_resp.status_code 报错', en: 'errors are told by base_resp.status_code at HTTP 200' },
  error({ base_resp: told }) {
    const { status_code: code, status_msg: message } = (told ?? {}) as { status_code?: number; status_msg?: string }
    return code === undefined || code === 0 ? undefined : { code: String(code), message: message ?? '' }
  },
})
