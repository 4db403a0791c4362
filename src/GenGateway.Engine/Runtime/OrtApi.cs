namespace GenGateway.Engine.Runtime;

/// <summary>
/// ONNX Runtime's C API as typed calls through its function table. Handles are raw; who calls owns what comes back.
/// </summary>
/// <remarks>
/// Function pointers only: no marshalling stubs are generated and no reflection is used, so it survives trimming.
/// The table is immutable, and each call is as thread-safe as ONNX Runtime makes it.
/// </remarks>
internal sealed unsafe class OrtApi(nint* table)
{
    private readonly nint* _table = table;

    private void* this[OrtFunction function] => (void*)_table[(int)function];

    public nint CreateEnv(int severity, byte* logId)
    {
        nint handle;
        Check(((delegate* unmanaged<int, byte*, nint*, nint>)this[OrtFunction.CreateEnv])(severity, logId, &handle));
        return handle;
    }

    public nint CreateSession(nint environment, void* path, nint options)
    {
        nint handle;
        Check(((delegate* unmanaged<nint, void*, nint, nint*, nint>)this[OrtFunction.CreateSession])(environment, path, options, &handle));
        return handle;
    }

    /// <summary>Null entries of <paramref name="outputs"/> are filled with new values, which the caller then owns.</summary>
    public void Run(nint session, nint runOptions, byte** inputNames, nint* inputs, int inputCount, byte** outputNames, int outputCount, nint* outputs) =>
        Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)this[OrtFunction.Run])(
            session, runOptions, inputNames, inputs, (nuint)inputCount, outputNames, (nuint)outputCount, outputs));

    public nint CreateSessionOptions() => Create(OrtFunction.CreateSessionOptions);

    public void DisableMemPattern(nint options) => Call(OrtFunction.DisableMemPattern, options);

    public void DisableCpuMemArena(nint options) => Call(OrtFunction.DisableCpuMemArena, options);

    public void SetGraphOptimizationLevel(nint options, int level) => Call(OrtFunction.SetSessionGraphOptimizationLevel, options, level);

    public void SetIntraOpThreads(nint options, int threads) => Call(OrtFunction.SetIntraOpNumThreads, options, threads);

    public void SetInterOpThreads(nint options, int threads) => Call(OrtFunction.SetInterOpNumThreads, options, threads);

    public void AddSessionConfigEntry(nint options, byte* key, byte* value) =>
        Check(((delegate* unmanaged<nint, byte*, byte*, nint>)this[OrtFunction.AddSessionConfigEntry])(options, key, value));

    /// <summary><paramref name="function"/> is one of the two counts of a session's inputs and outputs.</summary>
    public int SessionCount(OrtFunction function, nint session)
    {
        nuint count;
        Check(((delegate* unmanaged<nint, nuint*, nint>)this[function])(session, &count));
        return checked((int)count);
    }

    /// <summary>The name is allocated by <paramref name="allocator"/>: free it with <see cref="AllocatorFree"/>.</summary>
    public byte* SessionName(OrtFunction function, nint session, int index, nint allocator)
    {
        byte* name;
        Check(((delegate* unmanaged<nint, nuint, nint, byte**, nint>)this[function])(session, (nuint)index, allocator, &name));
        return name;
    }

    public nint SessionTypeInfo(OrtFunction function, nint session, int index)
    {
        nint handle;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)this[function])(session, (nuint)index, &handle));
        return handle;
    }

    public nint CreateRunOptions() => Create(OrtFunction.CreateRunOptions);

    public void SetTerminate(nint runOptions) => Call(OrtFunction.RunOptionsSetTerminate, runOptions);

    public void UnsetTerminate(nint runOptions) => Call(OrtFunction.RunOptionsUnsetTerminate, runOptions);

    /// <summary>A tensor in memory of the allocator: the only form ONNX Runtime accepts for one without elements.</summary>
    public nint CreateTensor(nint allocator, ReadOnlySpan<long> shape, OrtElementType type)
    {
        nint handle;
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)this[OrtFunction.CreateTensorAsOrtValue])(
                allocator, dimensions, (nuint)shape.Length, (int)type, &handle));
        }

        return handle;
    }

    /// <summary>A tensor over the caller's memory, which must stay where it is until the value is released.</summary>
    public nint CreateTensor(nint memoryInfo, void* data, long bytes, ReadOnlySpan<long> shape, OrtElementType type)
    {
        nint handle;
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)this[OrtFunction.CreateTensorWithDataAsOrtValue])(
                memoryInfo, data, (nuint)bytes, dimensions, (nuint)shape.Length, (int)type, &handle));
        }

        return handle;
    }

    public void* TensorData(nint value)
    {
        void* data;
        Check(((delegate* unmanaged<nint, void**, nint>)this[OrtFunction.GetTensorMutableData])(value, &data));
        return data;
    }

    /// <summary>Zero when the type is no tensor. The result belongs to <paramref name="typeInfo"/>.</summary>
    public nint TensorInfo(nint typeInfo) => Get(OrtFunction.CastTypeInfoToTensorInfo, typeInfo);

    public nint TensorTypeAndShape(nint value) => Get(OrtFunction.GetTensorTypeAndShape, value);

    public OrtElementType ElementType(nint tensorInfo)
    {
        int type;
        Check(((delegate* unmanaged<nint, int*, nint>)this[OrtFunction.GetTensorElementType])(tensorInfo, &type));
        return (OrtElementType)type;
    }

    public int Rank(nint tensorInfo)
    {
        nuint rank;
        Check(((delegate* unmanaged<nint, nuint*, nint>)this[OrtFunction.GetDimensionsCount])(tensorInfo, &rank));
        return checked((int)rank);
    }

    /// <summary>-1 stands for a dimension without a number.</summary>
    public void Dimensions(nint tensorInfo, Span<long> dimensions)
    {
        fixed (long* first = dimensions)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)this[OrtFunction.GetDimensions])(tensorInfo, first, (nuint)dimensions.Length));
        }
    }

    /// <summary>Names of the dimensions without a number; the text belongs to <paramref name="tensorInfo"/>.</summary>
    public void SymbolicDimensions(nint tensorInfo, byte** names, int count) =>
        Check(((delegate* unmanaged<nint, byte**, nuint, nint>)this[OrtFunction.GetSymbolicDimensions])(tensorInfo, names, (nuint)count));

    /// <summary>The device allocator and the default memory type: ordinary CPU memory.</summary>
    public nint CreateCpuMemoryInfo()
    {
        nint handle;
        Check(((delegate* unmanaged<int, int, nint*, nint>)this[OrtFunction.CreateCpuMemoryInfo])(0, 0, &handle));
        return handle;
    }

    public nint DefaultAllocator() => Create(OrtFunction.GetAllocatorWithDefaultOptions);

    public void AllocatorFree(nint allocator, void* memory) =>
        Check(((delegate* unmanaged<nint, void*, nint>)this[OrtFunction.AllocatorFree])(allocator, memory));

    /// <summary><paramref name="function"/> is one of the Release functions; zero is accepted.</summary>
    public void Release(OrtFunction function, nint handle) => ((delegate* unmanaged<nint, void>)this[function])(handle);

    private nint Create(OrtFunction function)
    {
        nint handle;
        Check(((delegate* unmanaged<nint*, nint>)this[function])(&handle));
        return handle;
    }

    private nint Get(OrtFunction function, nint from)
    {
        nint handle;
        Check(((delegate* unmanaged<nint, nint*, nint>)this[function])(from, &handle));
        return handle;
    }

    private void Call(OrtFunction function, nint handle) => Check(((delegate* unmanaged<nint, nint>)this[function])(handle));

    private void Call(OrtFunction function, nint handle, int value) =>
        Check(((delegate* unmanaged<nint, int, nint>)this[function])(handle, value));

    private void Check(nint status)
    {
        if (status != 0)
        {
            Throw(status);
        }
    }

    private void Throw(nint status)
    {
        var code = (OrtErrorCode)((delegate* unmanaged<nint, int>)this[OrtFunction.GetErrorCode])(status);
        var message = NativeText.Read(((delegate* unmanaged<nint, byte*>)this[OrtFunction.GetErrorMessage])(status));
        Release(OrtFunction.ReleaseStatus, status);
        throw new OrtException(code, message);
    }
}
