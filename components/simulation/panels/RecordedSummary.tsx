export const RecordedSummary = () => <summary>As recorded on a real Xen</summary>;
