namespace GenGateway.Recording;

/// <summary>The store cannot take or give records now; it may later. The message says what is wrong, without a secret.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
