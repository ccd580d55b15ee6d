/** The author of a world or of a control call asked for what cannot be: HTTP 400, in words. */
export class WorldError extends Error {}
