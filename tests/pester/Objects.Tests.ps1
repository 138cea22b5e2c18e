# An object that names no table and no backup is refused, whatever its text says: a text may be a table's name, or a wildcard.
BeforeDiscovery {
    $commands = @(
        @{ Command = 'New-DdbBackup'; Property = 'TableName'; Id = 'InvalidTableName'; More = @{} }
        @{ Command = 'Limit-DdbBackup'; Property = 'TableName'; Id = 'InvalidTableName'; More = @{ KeepLast = 1; Force = $true } }
        @{ Command = 'Wait-DdbBackup'; Property = 'BackupArn'; Id = 'InvalidBackupArn'; More = @{} }
    )
}

BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    . $PSScriptRoot/LimitHelpers.ps1
    Start-Endpoint
    $collect = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'errors' }
    Invoke-Expression 'class Named { [string] $Name; [string] ToString() { return $this.Name } }'
    $arn = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music/backup/01489602797149-73d8d5bc'

    # An object as Import-Clixml, a job or a remote session gives it back.
    function Copy-Serialized($Object) {
        [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($Object))
    }

    function New-Named([string] $Text) { New-Object Named -Property @{ Name = $Text } }

    function New-Shown([string] $Text) {
        [pscustomobject]@{ Name = $Text } | Add-Member ScriptMethod ToString { $this.Name } -Force -PassThru
    }
}

AfterAll { Stop-Endpoint }

Describe '<Command>' -ForEach $commands {
    BeforeEach { Reset-Endpoint }

    It 'takes no object by its text: <Form>' -ForEach @(
        @{ Form = 'one that shows a wildcard'; Make = { New-Shown '*' } }
        @{ Form = 'one that shows a table'; Make = { New-Shown Music } }
        @{ Form = 'one that shows a backup'; Make = { New-Shown $arn } }
        @{ Form = 'a live one'; Make = { New-Named Music } }
        @{ Form = 'one that was serialized, of a table'; Make = { Copy-Serialized (New-Named Music) } }
        @{ Form = 'one that was serialized, of a wildcard'; Make = { Copy-Serialized (New-Named '*') } }
        @{ Form = 'one that was serialized, of a backup'; Make = { Copy-Serialized (New-Named $arn) } }
        @{ Form = 'one in a property'; Make = { [pscustomobject]@{ $Property = New-Shown '*' } } }
        @{ Form = 'a serialized one in a property'; Make = { Copy-Serialized ([pscustomobject]@{ $Property = New-Named Music }) } }
        @{ Form = 'a value of an enumeration that was serialized'; Make = { Copy-Serialized ([Net.HttpStatusCode]'NotFound') } }
        @{ Form = 'the character *'; Make = { [char]'*' } }
        @{ Form = 'the character * in a property'; Make = { [pscustomobject]@{ $Property = [char]'*' } } }
    ) {
        $record = & $Make
        $record | & $Command @More @at @collect | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,DynamoBackup.*"
        $parameter = @{ $Property = $record }
        & $Command @parameter @More @at @collect | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,DynamoBackup.*"
        Get-CallCount | Should -Be 0
    }
}

Describe 'Limit-DdbBackup' {
    BeforeEach { Reset-Endpoint }

    It 'deletes no backup of a table that an object only shows' {
        $table = Add-Night 3
        (New-Shown $table), (New-Shown '*'), (Copy-Serialized (New-Named $table)), (Copy-Serialized (New-Named '*')), [char]'*' |
            Limit-DdbBackup -KeepLast 1 -Force @at @collect | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -Be (@('InvalidTableName,DynamoBackup.LimitDdbBackupCommand') * 5)
        Get-CallCount | Should -Be 0
        Get-Night $table | Should -HaveCount 3
    }
}

Describe 'A text is still one: <Form>' -ForEach @(
    @{ Form = 'a line of Get-Content'; Make = { Set-Content $TestDrive/tables.txt $_; Get-Content $TestDrive/tables.txt } }
    @{ Form = 'a value of Import-Csv'; Make = { ("Table`n$_" | ConvertFrom-Csv).Table } }
    @{ Form = 'Select-Object -ExpandProperty'; Make = { [pscustomobject]@{ Table = $_ } | Select-Object -ExpandProperty Table } }
    @{ Form = 'one with properties of its own'; Make = { $_ | Add-Member Note mine -PassThru } }
    @{ Form = 'one that was serialized'; Make = { Copy-Serialized $_ } }
    @{ Form = 'one in a serialized list'; Make = { , (Copy-Serialized ([Collections.Generic.List[string]]@($_))) } }
) {
    BeforeEach { Reset-Endpoint }

    It 'a name, and a wildcard' {
        (& { 'Music' | ForEach-Object $Make } | New-DdbBackup @at).TableName | Should -Be Music
        (& { 'Mus*' | ForEach-Object $Make } | New-DdbBackup @at).TableName | Should -Be Music
        (Get-RecordedCall CreateBackup).target | Should -Be Music, Music
    }
}

Describe 'A serialized record names its table by <Form>' -ForEach @(
    @{ Form = 'its TableName'; Make = { [pscustomobject]@{ TableName = $table } } }
    @{ Form = 'its TableArn'; Make = { [pscustomobject]@{ TableArn = "arn:aws:dynamodb:us-east-1:111122223333:table/$table" } } }
    @{ Form = 'its table, as Get-DDBTable emits it'; Make = { Get-DDBTable $table @at } }
    @{ Form = 'its backup'; Make = { (Get-DDBBackupList -TableName $table @at)[0] } }
) {
    # The backup that is made is not to be AVAILABLE, and counted as the last, before it is limited.
    BeforeAll { Set-EndpointSetting @{ backupSecondsMin = 600; backupSecondsMax = 600 } }

    AfterAll { Reset-Endpoint }

    It 'to New-DdbBackup and Limit-DdbBackup' {
        $table = Add-Night 3
        $record = Copy-Serialized (& $Make)
        ($record | New-DdbBackup @at).BackupArn | Should -BeLike "*:table/$table/backup/*"
        $record | Limit-DdbBackup -KeepLast 1 -Force @at | Should -HaveCount 2
    }
}
