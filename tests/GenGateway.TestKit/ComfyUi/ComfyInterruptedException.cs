namespace GenGateway.TestKit.ComfyUi;

/// <summary>Somebody interrupts the run.</summary>
internal sealed class ComfyInterruptedException : Exception;
