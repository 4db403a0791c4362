using System.Runtime.InteropServices;

namespace GenGateway.Engine.Runtime;

/// <summary>The loaded native library: its function table and the process-wide objects that everything else needs.</summary>
/// <remarks>Never unloaded: its thread pools and environment live as long as the process. Thread-safe.</remarks>
internal sealed unsafe class OrtLibrary
{
    // Every function used here is older; a library since 1.16 answers to this version of the table.
    private const uint ApiVersion = 16;

    // Every error also comes back as a status, which is reported once, by whoever can say what it means.
    private const int LogFatalOnly = 4;

    private OrtLibrary(OrtApi api, string version)
    {
        Api = api;
        Version = version;
        fixed (byte* logId = "gengateway\0"u8)
        {
            Environment = api.CreateEnv(LogFatalOnly, logId);
        }

        Memory = api.CreateCpuMemoryInfo();
        Allocator = api.DefaultAllocator();
    }

    public OrtApi Api { get; }

    /// <summary>ONNX Runtime's own version, such as <c>1.30.0</c>.</summary>
    public string Version { get; }

    public nint Environment { get; }

    /// <summary>Describes ordinary CPU memory, for tensors over memory of ours.</summary>
    public nint Memory { get; }

    public nint Allocator { get; }

    /// <summary>Loads the library in the file <paramref name="path"/>.</summary>
    /// <returns>Null with a reason in one line when the file cannot be used.</returns>
    public static OrtLibrary? Load(string path, out string? reason)
    {
        if (!File.Exists(path))
        {
            reason = $"there is no file {path}";
            return null;
        }

        nint library;
        try
        {
            if (ElfFile.IsCutOff(path))
            {
                reason = $"{path} is cut off, a copy or download that did not end";
                return null;
            }

            library = NativeLibrary.Load(Path.GetFullPath(path));
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            reason = $"{path} cannot be loaded: {exception.Message.ReplaceLineEndings(" ").Trim()}";
            return null;
        }

        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var entry))
        {
            NativeLibrary.Free(library);
            reason = $"{path} is not ONNX Runtime: it does not export OrtGetApiBase";
            return null;
        }

        var apiBase = ((delegate* unmanaged<nint*>)entry)();
        var version = NativeText.Read(((delegate* unmanaged<byte*>)apiBase[1])());
        var table = ((delegate* unmanaged<uint, nint*>)apiBase[0])(ApiVersion);
        if (table is null)
        {
            reason = $"{path} is ONNX Runtime {version}; 1.{ApiVersion} or later is needed";
            return null;
        }

        try
        {
            reason = null;
            return new OrtLibrary(new OrtApi(table), version);
        }
        catch (OrtException exception)
        {
            reason = $"{path} does not start: {exception.Message}";
            return null;
        }
    }
}
