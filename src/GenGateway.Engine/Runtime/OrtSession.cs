using System.Runtime.InteropServices;

namespace GenGateway.Engine.Runtime;

/// <summary>A graph made ready to run.</summary>
/// <remarks>
/// Runs may overlap, but an owner should use one thread: all runs share the session's threads. Values that a run makes belong to
/// the caller, who gives each back with <see cref="Release"/>, before or after the session is disposed.
/// </remarks>
internal sealed unsafe class OrtSession : SafeHandle
{
    private readonly OrtApi api;
    private long liveValues;

    /// <exception cref="OrtException">The graph cannot be read or is not valid.</exception>
    public OrtSession(OrtLibrary library, string graphPath, OrtSessionOptions options)
        : base(0, ownsHandle: true)
    {
        Library = library;
        api = library.Api;
        var nativeOptions = api.CreateSessionOptions();
        try
        {
            Apply(options, nativeOptions);
            SetHandle(Open(graphPath, nativeOptions));
        }
        finally
        {
            api.Release(OrtFunction.ReleaseSessionOptions, nativeOptions);
        }

        Inputs = ReadPorts(OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName, OrtFunction.SessionGetInputTypeInfo);
        Outputs = ReadPorts(OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName, OrtFunction.SessionGetOutputTypeInfo);
    }

    public OrtLibrary Library { get; }

    public IReadOnlyList<OrtPort> Inputs { get; }

    public IReadOnlyList<OrtPort> Outputs { get; }

    /// <summary>Values created for or by this session that have not been released.</summary>
    public long LiveValues => Volatile.Read(ref liveValues);

    public override bool IsInvalid => handle == 0;

    /// <summary>Runs the graph once.</summary>
    /// <param name="inputNames">Which inputs, in the order of <paramref name="inputs"/>.</param>
    /// <param name="inputs">One value per name; they stay the caller's.</param>
    /// <param name="outputNames">Which outputs to compute, in the order of <paramref name="outputs"/>.</param>
    /// <param name="outputs">One place per name, zeros on entry; new values on return, which the caller owns. Zeros after an exception.</param>
    /// <param name="options">Lets another thread end the run; null for none.</param>
    /// <exception cref="OrtException">A shape or value is refused, or the run was terminated.</exception>
    public void Run(OrtNames inputNames, ReadOnlySpan<nint> inputs, OrtNames outputNames, Span<nint> outputs, OrtRunOptions? options)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(inputs.Length, inputNames.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(outputs.Length, outputNames.Count);
        fixed (nint* firstInput = inputs, firstOutput = outputs)
        {
            api.Run(handle, options?.DangerousGetHandle() ?? 0, inputNames.Pointer, firstInput, inputs.Length,
                outputNames.Pointer, outputs.Length, firstOutput);
        }

        Interlocked.Add(ref liveValues, outputs.Length);
    }

    /// <summary>A tensor over <paramref name="elements"/>, which must be pinned until the value is released.</summary>
    public nint CreateTensor<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> shape, OrtElementType type)
        where T : unmanaged
    {
        nint value;
        fixed (T* first = elements)
        {
            value = api.CreateTensor(Library.Memory, first, (long)elements.Length * sizeof(T), shape, type);
        }

        Interlocked.Increment(ref liveValues);
        return value;
    }

    /// <summary>A tensor in ONNX Runtime's own memory, not initialised.</summary>
    public nint CreateTensor(ReadOnlySpan<long> shape, OrtElementType type)
    {
        var value = api.CreateTensor(Library.Allocator, shape, type);
        Interlocked.Increment(ref liveValues);
        return value;
    }

    /// <summary>The elements of a tensor, valid until it is released.</summary>
    public ReadOnlySpan<T> Elements<T>(nint value, long start, int count)
        where T : unmanaged =>
        new((T*)api.TensorData(value) + start, count);

    /// <summary>Gives a value back and empties its place; an empty place is left alone.</summary>
    public void Release(ref nint value)
    {
        if (value == 0)
        {
            return;
        }

        api.Release(OrtFunction.ReleaseValue, value);
        value = 0;
        Interlocked.Decrement(ref liveValues);
    }

    /// <summary>The dimensions of a tensor, written into <paramref name="shape"/>; returns how many there are.</summary>
    public int Shape(nint value, Span<long> shape)
    {
        var information = api.TensorTypeAndShape(value);
        try
        {
            var rank = api.Rank(information);
            api.Dimensions(information, shape[..rank]);
            return rank;
        }
        finally
        {
            api.Release(OrtFunction.ReleaseTensorTypeAndShapeInfo, information);
        }
    }

    protected override bool ReleaseHandle()
    {
        api.Release(OrtFunction.ReleaseSession, handle);
        return true;
    }

    private void Apply(OrtSessionOptions options, nint native)
    {
        const int AllOptimizations = 99;
        api.SetGraphOptimizationLevel(native, AllOptimizations);
        api.SetIntraOpThreads(native, options.Threads);
        api.SetInterOpThreads(native, 1);
        fixed (byte* key = "session.intra_op.allow_spinning\0"u8, yes = "1\0"u8, no = "0\0"u8)
        {
            api.AddSessionConfigEntry(native, key, options.AllowSpinning ? yes : no);
        }

        if (!options.KeepArena)
        {
            api.DisableCpuMemArena(native);
        }

        if (!options.PlanMemory)
        {
            api.DisableMemPattern(native);
        }
    }

    private nint Open(string graphPath, nint options)
    {
        // Paths are wide characters on Windows and bytes elsewhere (ORTCHAR_T).
        if (OperatingSystem.IsWindows())
        {
            fixed (char* path = graphPath)
            {
                return api.CreateSession(Library.Environment, path, options);
            }
        }

        fixed (byte* path = NativeText.Write(graphPath))
        {
            return api.CreateSession(Library.Environment, path, options);
        }
    }

    private OrtPort[] ReadPorts(OrtFunction count, OrtFunction name, OrtFunction typeInfo)
    {
        var ports = new OrtPort[api.SessionCount(count, handle)];
        for (var i = 0; i < ports.Length; i++)
        {
            var text = api.SessionName(name, handle, i, Library.Allocator);
            var portName = NativeText.Read(text);
            api.AllocatorFree(Library.Allocator, text);

            var type = api.SessionTypeInfo(typeInfo, handle, i);
            try
            {
                ports[i] = ReadPort(portName, api.TensorInfo(type));
            }
            finally
            {
                api.Release(OrtFunction.ReleaseTypeInfo, type);
            }
        }

        return ports;
    }

    private OrtPort ReadPort(string name, nint tensor)
    {
        if (tensor == 0)
        {
            return new OrtPort(name, OrtElementType.Undefined, [], []);
        }

        var dimensions = new long[api.Rank(tensor)];
        api.Dimensions(tensor, dimensions);
        var symbols = new string[dimensions.Length];
        var names = stackalloc byte*[dimensions.Length];
        api.SymbolicDimensions(tensor, names, dimensions.Length);
        for (var d = 0; d < symbols.Length; d++)
        {
            symbols[d] = NativeText.Read(names[d]);
        }

        return new OrtPort(name, api.ElementType(tensor), dimensions, symbols);
    }
}
