/** KF99_TLS_CERT and KF99_TLS_KEY: paths of PEM files. */
export interface TlsFiles {
  /** The certificate, and after it those of the authorities in between. */
  cert: string;
  key: string;
}
