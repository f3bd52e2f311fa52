/** Whether everything is tried as often as on a release's day and at night, which takes long: `KAIWU_KILLS` is more than 1. */
export const thorough = Number(process.env['KAIWU_KILLS'] ?? 1) > 1

/** How often something is tried by chance: every day a quarter of the times that it is tried on a release's day. */
export const often = (times: number): number => (thorough ? times : Math.ceil(times / 4))
