namespace GenGateway.Recording;

/// <summary>The store will never take a record of this batch, however often it is tried.</summary>
public sealed class RecordRejectedException(string message, Exception? inner = null) : Exception(message, inner);
