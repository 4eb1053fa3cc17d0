export default function HomePage() {
  return (
    <div className="prose">
      <h1>A front-row seat to virtual I/O</h1>
      <p className="lede">
        Watch, run and break the machinery that makes virtual-machine I/O fast, byte by byte.
      </p>
    </div>
  );
}
