using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>The memory that given pictures take once more where a body has them as base64.</summary>
internal static class EncodedPictures
{
    /// <summary>Reserves it, before the body is written and up to its end.</summary>
    /// <returns>To be disposed; or that there is no room.</returns>
    public static Outcome<MemoryHold> Hold(ImageTask task, MemoryBudget memory)
    {
        var bytes = task.Inputs.Sum(static input => (long)input.Bytes.Length) + (task.Mask?.Image.Bytes.Length ?? 0);
        var hold = memory.Hold();
        if (hold.TryGrowTo(bytes / 3 * 4))
            return hold;
        hold.Dispose();
        return memory.Full();
    }
}
