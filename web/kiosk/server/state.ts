/** Whether the page's own server answers, and takes this browser for its kiosk. */
export type ServerState = 'connecting' | 'ok' | 'away' | 'not_paired';
