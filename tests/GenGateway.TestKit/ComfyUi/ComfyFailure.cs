namespace GenGateway.TestKit.ComfyUi;

/// <summary>How a node fails. The traceback names files of the server and the inputs are dumps of tensors, as with the real server.</summary>
/// <param name="NodeClass">The class of the nodes that fail.</param>
/// <param name="ExceptionType">The full name of the exception's class.</param>
/// <param name="Message">The exception's text; the server ends it with a line break.</param>
/// <param name="AfterSteps">Steps that a sampler does before; no other class has steps.</param>
public sealed record ComfyFailure(string NodeClass, string ExceptionType, string Message, int AfterSteps = 0)
{
    /// <summary>The graphics card has no room; the server says so in its own words behind the exception's.</summary>
    public static ComfyFailure OutOfMemory { get; } = new("KSampler", "torch.OutOfMemoryError", "Allocation on device ");

    /// <summary>A VAE of another kind than the model's: recorded.</summary>
    public static ComfyFailure WrongVae { get; } =
        new("VAEDecode", "RuntimeError", "Given groups=1, weight of size [16, 16, 1, 1], expected input[1, 4, 8, 8] to have 16 channels, but got 4 channels instead");

    /// <summary>A file that is no checkpoint; the text names where it lies.</summary>
    public static ComfyFailure BrokenCheckpoint { get; } =
        new("CheckpointLoaderSimple", "safetensors._safetensors_rust.SafetensorError", "Error while deserializing header: header too large: /srv/data/comfy/models/checkpoints/broken.safetensors");
}
