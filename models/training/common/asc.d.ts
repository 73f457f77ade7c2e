/** What is used of AssemblyScript's compiler; types are checked without it, as it is not installed with the product. */
declare module 'assemblyscript/asc' {
  interface Files {
    readFile(name: string): string | null;
    writeFile(name: string, contents: string | Uint8Array): void;
    listFiles(folder: string): string[];
  }
  const asc: {
    main(args: string[], files: Files): Promise<{ error: Error | null; stderr: { toString(): string } }>;
  };
  export default asc;
}
